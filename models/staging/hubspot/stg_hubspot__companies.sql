with

source as (

    select * from {{ source('hubspot', 'companies') }}

),

renamed as (

    select
        -- ids
        id as company_id,

        -- text
        property_name as company_name,
        property_industry as industry,
        property_city as city,
        property_country as country,

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- timestamps
        property_createdate as created_at,
        _fivetran_synced as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
