{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='learner_day_id',
    on_schema_change='fail',
    post_hook="{{ delete_learner_days_missing_from(ref('fct_learning_sessions'), 'is_effective') }}"
) }}

with

sessions as (

    select * from {{ ref('fct_learning_sessions') }}
    where
        is_effective
        and {{ newly_loaded() }}

),

learner_days as (

    select
        learner_day_id,
        learner_id,
        session_date as activity_date,
        count(*) as session_count,
        cast(sum(effective_seconds) as decimal(18, 3)) as effective_seconds,
        _loaded_at
    from sessions
    group by learner_day_id, learner_id, session_date, _loaded_at

)

select * from learner_days
