-- Number of orders, and what becomes of them, from the raw tables.
with

all_orders as (

    select distinct on (id)
        'web ' || id as order_id, name as order_number, state, date_order, partner_id,
        state in ('sale', 'done') as is_binding
    from raw.odoo__sale_order
    order by id, write_date desc, _source_file desc, _source_line desc

),

till_orders as (

    select distinct on (id)
        'till ' || id as order_id, name as order_number, state, date_order, partner_id,
        state in ('paid', 'done', 'invoiced') as is_binding
    from raw.odoo__pos_order
    order by id, write_date desc, _source_file desc, _source_line desc

),

moves as (

    select distinct on (id) *
    from raw.odoo__account_move
    order by id, write_date desc, _source_file desc, _source_line desc

),

returned as (

    select distinct invoice_origin as order_number
    from moves
    where move_type = 'out_refund' and state = 'posted'

)

select cast(count(distinct order_id) as double)
from (from all_orders union all from till_orders) as orders
where
    date_trunc(getvariable('grain'), cast(date_order + interval (if(getvariable('in_utc'), 0, 8)) hours as date))
    = getvariable('period_start')
    and (is_binding or getvariable('of_any_status'))
    and not (
        getvariable('without_returned_orders')
        and order_number in (select returned.order_number from returned)
    )
