with

order_lines as (

    {{ latest_versions(ref('stg_odoo__sale_order_lines'), key='order_line_id') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

order_lines_dated as (

    select
        order_lines.order_line_id,
        {{ joined_key("'sale'", 'order_lines.sale_order_id') }} as order_id,
        order_lines.product_id,
        orders.is_valid,
        order_lines.unit_count,
        order_lines.line_amount,
        orders.ordered_date
    from order_lines
    left join orders on {{ joined_key("'sale'", 'order_lines.sale_order_id') }} = orders.order_id

)

select * from order_lines_dated
