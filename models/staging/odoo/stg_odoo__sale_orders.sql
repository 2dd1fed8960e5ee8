with

source as (

    select * from {{ source('odoo', 'sale_order') }}

),

renamed as (

    select
        -- ids
        id as sale_order_id,
        partner_id,

        -- text
        name as order_name,
        state as order_status,

        -- numbers
        cast(amount_untaxed as decimal(18, 2)) as order_amount,

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
