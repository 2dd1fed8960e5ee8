-- What is given back is a refund, never a negative order.
select
    order_id,
    order_amount
from {{ ref('fct_orders') }}
where order_amount < 0
