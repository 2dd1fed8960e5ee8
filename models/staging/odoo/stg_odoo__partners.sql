with

source as (

    select * from {{ source('odoo', 'res_partner') }}

),

renamed as (

    select
        -- ids
        id as partner_id,

        -- text
        trim(ref) as hubspot_contact_ref,

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
