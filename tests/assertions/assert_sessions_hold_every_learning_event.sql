-- Each event stands in exactly one session of its learner-day; catches days that a load did not recompute.
with

events_by_day as (

    select
        learner_day_id,
        count(*) as event_count
    from {{ ref('fct_learning_events') }}
    group by learner_day_id

),

sessions_by_day as (

    select
        learner_day_id,
        sum(event_count) as event_count
    from {{ ref('fct_learning_sessions') }}
    group by learner_day_id

)

select
    coalesce(events_by_day.learner_day_id, sessions_by_day.learner_day_id) as learner_day_id,
    events_by_day.event_count,
    sessions_by_day.event_count as session_event_count
from events_by_day
full outer join sessions_by_day on events_by_day.learner_day_id = sessions_by_day.learner_day_id
where
    events_by_day.event_count is null
    or sessions_by_day.event_count is null
    or events_by_day.event_count <> sessions_by_day.event_count
