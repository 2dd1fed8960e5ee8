-- A cancelled order was never paid, so nothing of it can be given back.
select
    refunds.refund_id,
    orders.order_id,
    orders.order_status
from {{ ref('fct_refunds') }} as refunds
inner join {{ ref('fct_orders') }} as orders on refunds.order_id = orders.order_id
where not orders.is_valid
