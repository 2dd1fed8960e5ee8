-- Web shop orders and their lines come in different files; they must tell the same amount, to the cent.
with

lines_by_order as (

    select
        order_id,
        sum(line_amount) as lines_amount
    from {{ ref('fct_order_lines') }}
    group by order_id

)

select
    orders.order_id,
    orders.order_amount,
    lines_by_order.lines_amount
from {{ ref('fct_orders') }} as orders
left join lines_by_order on orders.order_id = lines_by_order.order_id
where
    orders.channel = 'web'
    and orders.order_amount <> coalesce(lines_by_order.lines_amount, 0)
