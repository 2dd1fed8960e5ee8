with

source as (

    select * from {{ source('classroom', 'document_events') }}

),

renamed as (

    select
        -- ids
        id as event_id,
        document_id,
        school_id as company_id,
        actor_id,

        -- text
        actor_type,
        department,
        action,
        plan,

        -- timestamps
        occurred_at,
        {{ to_business_date('occurred_at') }} as occurred_date,
        received_at as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
