-- Two sessions at once would count the same minutes twice.
with

sessions as (

    select
        session_id,
        started_at,
        lag(ended_at) over (partition by learner_id order by started_at, session_id) as previous_ended_at
    from {{ ref('fct_learning_sessions') }}

)

select * from sessions
where started_at < previous_ended_at
