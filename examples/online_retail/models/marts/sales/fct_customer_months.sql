with

orders as (

    select
        customer_id,
        cast({{ dbt.date_trunc('month', 'invoiced_date') }} as date) as month_start_date
    from {{ ref('fct_invoices') }}
    where
        invoice_type = 'order'
        and customer_id is not null

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
        {{ dbt.concat([
            'cast(customer_id as ' ~ dbt.type_string() ~ ')',
            "'-'",
            'cast(month_start_date as ' ~ dbt.type_string() ~ ')'
        ]) }} as customer_month_id,
        customer_id,
        month_start_date,
        order_count,
        order_count >= {{ var('repeat_buyer_order_count') }} as is_repeat_buyer
    from orders_by_customer_month

)

select * from customer_months
