with

orders as (

    select
        customer_id,
        {{ month_start('ordered_date') }} as month_start_date
    from {{ ref('fct_orders') }}
    where is_repurchase_qualifying

),

orders_by_customer_month as (

    select
        customer_id,
        month_start_date,
        count(*) as order_count
    from orders
    group by customer_id, month_start_date

),

customer_months as (

    select
        {{ joined_key('customer_id', 'month_start_date') }} as customer_month_id,
        customer_id,
        month_start_date,
        order_count,
        order_count >= {{ var('repeat_buyer_order_count') }} as is_repeat_buyer
    from orders_by_customer_month

)

select * from customer_months
