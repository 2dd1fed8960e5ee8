with

source as (

    select * from {{ source('hubspot', 'feedback_submissions') }}

),

renamed as (

    select
        -- ids
        id as submission_id,
        contact_id,

        -- text
        property_hs_survey_type as survey_type,
        property_hs_survey_channel as survey_channel,

        -- numbers
        property_hs_value as score,

        -- flags
        coalesce(_fivetran_deleted, false) as is_deleted,

        -- timestamps
        property_hs_submission_timestamp as submitted_at,
        {{ to_business_date('property_hs_submission_timestamp') }} as submitted_date,
        _fivetran_synced as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
