with

source as (

    select * from {{ source('hubspot', 'contacts') }}

),

renamed as (

    select
        -- ids
        id as contact_id,
        property_associatedcompanyid as company_id,

        -- text
        lower(trim(property_email)) as email,
        property_hs_analytics_source as acquisition_source,
        property_lifecyclestage as lifecycle_stage,
        property_hs_merged_object_ids as merged_contact_ids,

        -- flags
        coalesce(_fivetran_deleted, false) as is_deleted,

        -- timestamps
        property_createdate as created_at,
        property_lastmodifieddate as changed_at,
        _fivetran_synced as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
