{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='learner_day_id',
    on_schema_change='fail',
    post_hook="{{ delete_learner_days_missing_from(ref('fct_learning_events')) }}"
) }}

with

touched_days as (

    select * from {{ ref('int_learner_days_touched') }}
    where {{ newly_loaded() }}

),

learning_events as (

    select * from {{ ref('fct_learning_events') }}

),

events_in_order as (

    select
        learning_events.message_id,
        learning_events.learner_id,
        learning_events.learner_day_id,
        learning_events.occurred_date,
        learning_events.occurred_at,
        learning_events.platform,
        learning_events.subject,
        touched_days._loaded_at,
        lag(learning_events.occurred_at) over (
            partition by learning_events.learner_day_id
            order by learning_events.occurred_at, learning_events.message_id
        ) as previous_occurred_at
    from learning_events
    inner join touched_days on learning_events.learner_day_id = touched_days.learner_day_id

),

events_marked as (

    select
        *,
        case
            when previous_occurred_at is null then 1
            when {{ seconds_between('previous_occurred_at', 'occurred_at') }} > {{ var('idle_cutoff_seconds') }} then 1
            else 0
        end as opens_session
    from events_in_order

),

events_numbered as (

    select
        *,
        sum(opens_session) over (
            partition by learner_day_id
            order by occurred_at, message_id
            rows between unbounded preceding and current row
        ) as session_number
    from events_marked

),

sessions as (

    select
        learner_id,
        learner_day_id,
        occurred_date as session_date,
        session_number,
        _loaded_at,
        max(case when opens_session = 1 then platform end) as platform,
        max(case when opens_session = 1 then subject end) as subject,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as event_count
    from events_numbered
    group by learner_id, learner_day_id, occurred_date, session_number, _loaded_at

),

sessions_timed as (

    select
        *,
        {{ seconds_between('started_at', 'ended_at') }} as session_seconds
    from sessions

),

sessions_judged as (

    select
        *,
        session_seconds >= {{ var('minimum_session_seconds') }} as is_effective
    from sessions_timed

),

sessions_counted as (

    select
        {{ joined_key('learner_day_id', 'session_number') }} as session_id,
        learner_id,
        learner_day_id,
        session_date,
        platform,
        subject,
        started_at,
        ended_at,
        event_count,
        session_seconds,
        is_effective,
        case when is_effective then session_seconds else 0 end as effective_seconds,
        _loaded_at
    from sessions_judged

)

select * from sessions_counted
