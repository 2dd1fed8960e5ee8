-- A refund is a posted credit note, in its latest version. It is dated by invoice_date and belongs to the order whose
-- name it gives as its origin.
create or replace temp table refunds as

with

moves as (

    select distinct on (id) *
    from raw.odoo__account_move
    order by id, write_date desc, _source_file desc, _source_line desc

)

select
    invoice_origin as order_number,
    invoice_date as refunded_date,
    amount_untaxed as amount
from moves
where move_type = 'out_refund' and state = 'posted';
