-- Grouping must neither lose nor double an order.
with

orders as (

    select count(*) as order_count
    from {{ ref('fct_orders') }}
    where is_repurchase_qualifying

),

customer_months as (

    select sum(order_count) as order_count
    from {{ ref('fct_customer_months') }}

)

select
    orders.order_count,
    customer_months.order_count as grouped_order_count
from orders
cross join customer_months
where orders.order_count <> coalesce(customer_months.order_count, 0)
