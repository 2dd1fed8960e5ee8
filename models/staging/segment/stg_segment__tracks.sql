with

source as (

    select * from {{ source('segment', 'tracks') }}

),

renamed as (

    select
        -- ids
        {{ adapter.quote('messageId') }} as message_id,
        {{ adapter.quote('userId') }} as learner_id,
        {{ json_text('properties', 'course_id') }} as course_id,

        -- text
        event as event_name,
        {{ json_text('properties', 'subject') }} as subject,
        {{ json_text('context', 'device.type') }} as platform,
        {{ json_text('context', 'userAgent') }} as user_agent,

        -- timestamps
        {{ utc_timestamp(adapter.quote('timestamp')) }} as device_occurred_at,
        {{ utc_timestamp(adapter.quote('receivedAt')) }} as received_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
