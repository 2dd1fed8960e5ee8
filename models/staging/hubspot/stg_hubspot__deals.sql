with

source as (

    select * from {{ source('hubspot', 'deals') }}

),

renamed as (

    select
        -- ids
        deal_id,
        company_id,
        owner_id,

        -- text
        property_dealname as deal_name,
        deal_pipeline_stage_id as deal_stage,

        -- numbers
        cast(property_amount as decimal(18, 2)) as deal_amount,

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- timestamps
        property_createdate as created_at,
        property_closedate as closed_at,
        {{ to_business_date('property_closedate') }} as closed_date,
        _fivetran_synced as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
