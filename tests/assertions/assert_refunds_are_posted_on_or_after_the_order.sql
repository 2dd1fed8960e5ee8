-- A refund dated before its order points to the wrong order or to a wrong clock.
select
    refunds.refund_id,
    orders.ordered_date,
    refunds.refunded_date
from {{ ref('fct_refunds') }} as refunds
inner join {{ ref('fct_orders') }} as orders on refunds.order_id = orders.order_id
where refunds.refunded_date < orders.ordered_date
