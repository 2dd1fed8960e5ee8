with

source as (

    select * from {{ source('odoo', 'product_template') }}

),

renamed as (

    select
        -- ids
        id as product_id,

        -- text
        name as product_name,
        default_code as product_code,
        categ_name as product_category,

        -- numbers
        cast(list_price as decimal(18, 2)) as list_price,

        -- flags
        active as is_active,

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
