-- Dirt of orders, counted from what was delivered.
with

documents as (

    select distinct on (name) name, state, date_order, write_date
    from (
        select name, state, date_order, write_date, _source_file, _source_line from raw.odoo__sale_order
        union all
        select name, state, date_order, write_date, _source_file, _source_line from raw.odoo__pos_order
    ) as delivered
    order by name, write_date desc, _source_file desc, _source_line desc

)

select
    'orders_walk_in' as planted,
    count(*) as found
from orders
where partner_id is null

union all

select
    'orders_left_as_' || state as planted,
    count(*) as found
from documents
where state in ('draft', 'sent', 'cancel')
group by state

union all

select
    'orders_cancelled_in_a_later_month' as planted,
    count(*) as found
from documents
where state = 'cancel' and date_trunc('month', write_date) > date_trunc('month', date_order)
