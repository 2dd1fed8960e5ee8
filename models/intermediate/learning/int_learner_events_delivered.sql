{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='_loaded_at',
    on_schema_change='fail'
) }}

with

tracks as (

    select * from {{ ref('stg_segment__tracks') }}
    where {{ newly_loaded() }}

),

bots as (

    select * from {{ ref('bot_user_agents') }}

),

learner_tracks as (

    select *
    from tracks
    where
        learner_id is not null
        and event_name in (
            'Lesson Started', 'Lesson Progressed', 'Exercise Answered', 'Video Played',
            'Course Enrolled', 'Course Completed'
        )
        and not exists (
            select 1
            from bots
            where lower(tracks.user_agent) like '%' || bots.pattern || '%'
        )

),

bounded as (

    select
        *,
        {{ dbt.dateadd('minute', var('clock_ahead_tolerance_minutes'), 'received_at') }} as latest_believable_at
    from learner_tracks

),

timed as (

    select
        *,
        case when device_occurred_at > latest_believable_at then received_at else device_occurred_at end as occurred_at
    from bounded

),

dated as (

    select
        message_id,
        learner_id,
        course_id,
        event_name,
        event_name not in ('Course Enrolled', 'Course Completed') as is_learning_event,
        coalesce(subject, 'unknown') as subject,
        coalesce(platform, 'unknown') as platform,
        occurred_at,
        {{ to_business_date('occurred_at') }} as occurred_date,
        {{ joined_key('learner_id', to_business_date('occurred_at')) }} as learner_day_id,
        received_at,
        _loaded_at,
        _source_file,
        _source_line
    from timed

)

select * from dated
