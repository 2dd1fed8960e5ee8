-- An order can't be given back more than was paid for it.
select
    order_id,
    order_amount,
    refunded_amount
from {{ ref('fct_orders') }}
where refunded_amount > order_amount
