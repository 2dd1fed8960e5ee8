-- A session is a run of a learner's lesson, exercise and video events, on all devices together, within one business
-- day and without a pause of more than 300 seconds. It lasts from its first event to its last and is effective from
-- 60 seconds on. Its platform and subject are those of its first event.
create or replace temp table effective_sessions as

with

learning_events as (

    select
        *,
        lag(happened_at) over timeline as previous_at,
        lag(business_day) over timeline as previous_day
    from learner_events
    where event in ('Lesson Started', 'Lesson Progressed', 'Exercise Answered', 'Video Played')
    window timeline as (partition by learner_id order by happened_at, message_id)

),

numbered as (

    select
        *,
        count(*) filter (
            where previous_at is null
            or business_day <> previous_day
            or happened_at > previous_at + interval 300 seconds
        ) over (partition by learner_id order by happened_at, message_id) as session_number
    from learning_events

)

select
    learner_id,
    any_value(business_day) as business_day,
    min(happened_at) as started_at,
    arg_min(platform, (happened_at, message_id)) as platform,
    arg_min(subject, (happened_at, message_id)) as subject,
    (epoch_ms(max(happened_at)) - epoch_ms(min(happened_at))) / 1000 as session_seconds
from numbered
group by learner_id, session_number
having session_seconds >= 60;
