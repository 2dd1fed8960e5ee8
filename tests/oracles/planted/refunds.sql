-- Dirt of refunds, counted from what was delivered.
with

moves as (

    select distinct on (id) *
    from raw.odoo__account_move
    order by id, write_date desc, _source_file desc, _source_line desc

),

refunded_orders as (

    select
        orders.order_number,
        orders.amount,
        sum(refunds.amount) as refunded
    from orders
    inner join refunds on orders.order_number = refunds.order_number
    group by orders.order_number, orders.amount

)

select
    case when refunded = amount then 'orders_refunded_in_full' else 'orders_refunded_in_part' end as planted,
    count(*) as found
from refunded_orders
group by planted

union all

select
    'refunds_in_a_later_month' as planted,
    count(*) as found
from refunds
inner join orders on refunds.order_number = orders.order_number
where date_trunc('month', refunds.refunded_date) > date_trunc('month', orders.ordered_date)

union all

select
    'refunds_left_as_' || state as planted,
    count(*) as found
from moves
where move_type = 'out_refund' and state in ('draft', 'cancel')
group by state
