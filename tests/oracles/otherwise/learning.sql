-- Learners who are active in a period, or their minutes, from the raw app events.
with

calls as (

    select
        messageId as message_id,
        userId as learner_id,
        cast("timestamp" as timestamptz) at time zone 'UTC' as device_at,
        cast(receivedAt as timestamptz) at time zone 'UTC' as received_at,
        context ->> '$.userAgent' as user_agent
    from raw.segment__tracks
    where event in ('Lesson Started', 'Lesson Progressed', 'Exercise Answered', 'Video Played') and userId is not null
    qualify row_number() over (partition by messageId order by receivedAt::timestamptz, _source_file, _source_line) = 1

),

happened as (

    select
        learner_id,
        message_id,
        if(device_at > received_at + interval 5 minutes, received_at, device_at) as happened_at,
        cast(happened_at + interval (if(getvariable('in_utc'), 0, 8)) hours as date) as day
    from calls
    where
        getvariable('with_bots')
        or user_agent is null
        or not regexp_matches(lower(user_agent), 'bot|headless|monitor')

),

marked as (

    select
        *,
        coalesce(
            happened_at - lag(happened_at) over in_order
            > interval (if(getvariable('idle_after_30_minutes'), 1800, 300)) seconds,
            true
        ) as opens
    from happened
    window in_order as (partition by learner_id, day order by happened_at, message_id)

),

numbered as (

    select *, sum(opens::int) over (partition by learner_id, day order by happened_at, message_id) as number
    from marked

),

sessions as (

    select learner_id, day, (epoch_ms(max(happened_at)) - epoch_ms(min(happened_at))) / 1000 as seconds
    from numbered
    group by learner_id, day, number

)

select
    cast(if(
        getvariable('metric') = 'weekly_effective_learning_minutes',
        sum(seconds) / 60 / count(distinct learner_id),
        count(distinct learner_id)
    ) as double)
from sessions
where
    (seconds >= 60 or getvariable('with_short_sessions'))
    and date_trunc(getvariable('grain'), day) = getvariable('period_start')
