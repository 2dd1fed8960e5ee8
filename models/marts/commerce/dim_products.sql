with

products as (

    {{ latest_versions(ref('stg_odoo__products'), key='product_id') }}

),

described as (

    select
        product_id,
        product_name,
        product_code,
        product_category,
        list_price,
        is_active
    from products

)

select * from described
