with

source as (

    select * from {{ source('odoo', 'sale_order_line') }}

),

renamed as (

    select
        -- ids
        id as order_line_id,
        order_id as sale_order_id,
        product_tmpl_id as product_id,

        -- numbers
        cast(product_uom_qty as decimal(18, 2)) as unit_count,
        cast(price_unit as decimal(18, 2)) as unit_price,
        cast(price_subtotal as decimal(18, 2)) as line_amount,

        -- timestamps
        create_date as created_at,
        write_date as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
