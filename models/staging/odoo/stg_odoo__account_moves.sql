with

source as (

    select * from {{ source('odoo', 'account_move') }}

),

renamed as (

    select
        -- ids
        id as account_move_id,

        -- text
        name as document_name,
        move_type,
        state as document_status,
        invoice_origin as order_name,

        -- numbers
        cast(amount_untaxed as decimal(18, 2)) as document_amount,

        -- dates
        invoice_date as document_date,

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
