with

source as (

    select * from {{ source('odoo', 'stock_warehouse') }}

),

renamed as (

    select
        -- ids
        id as store_id,

        -- text
        name as store_name,
        code as store_code,
        city,
        region,

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
