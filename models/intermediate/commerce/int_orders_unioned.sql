{{ config(materialized='table') }}

with

sale_orders as (

    {{ latest_versions(ref('stg_odoo__sale_orders'), key='sale_order_id') }}

),

pos_orders as (

    {{ latest_versions(ref('stg_odoo__pos_orders'), key='pos_order_id') }}

),

unioned as (

    select
        {{ joined_key("'sale'", 'sale_order_id') }} as order_id,
        order_name,
        'web' as channel,
        0 as store_id,
        partner_id,
        order_status,
        order_status in ('sale', 'done') as is_valid,
        order_amount,
        ordered_at,
        ordered_date
    from sale_orders

    union all

    select
        {{ joined_key("'pos'", 'pos_order_id') }} as order_id,
        order_name,
        'store' as channel,
        store_id,
        partner_id,
        order_status,
        order_status in ('paid', 'done', 'invoiced') as is_valid,
        order_amount,
        ordered_at,
        ordered_date
    from pos_orders

)

select * from unioned
