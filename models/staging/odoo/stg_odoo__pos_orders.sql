with

source as (

    select * from {{ source('odoo', 'pos_order') }}

),

renamed as (

    select
        -- ids
        id as pos_order_id,
        partner_id,
        warehouse_id as store_id,

        -- text
        name as order_name,
        state as order_status,

        -- numbers
        cast(amount_total - amount_tax as decimal(18, 2)) as order_amount,

        -- timestamps
        date_order as ordered_at,
        {{ to_business_date('date_order') }} as ordered_date,
        create_date as created_at,
        write_date as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
