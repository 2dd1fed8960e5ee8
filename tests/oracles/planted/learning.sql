-- Dirt of Segment, counted from what was delivered.
with

copies as (

    select
        messageId,
        count(distinct _source_file) as file_count,
        count(*) as row_count
    from raw.segment__tracks
    group by messageId

)

select
    'events_copied_in_the_same_file' as planted,
    sum(row_count - file_count) as found
from copies

union all

select
    'events_copied_in_a_later_file' as planted,
    sum(file_count - 1) as found
from copies

union all

select
    'events_of_bots' as planted,
    count(distinct messageId) as found
from raw.segment__tracks
where regexp_matches(context ->> '$.userAgent', 'bot|headless|monitor', 'i')

union all

select
    'events_anonymous' as planted,
    count(distinct messageId) as found
from raw.segment__tracks
where userId is null

union all

select
    'events_clock_hours_ahead' as planted,
    count(*) as found
from learner_events
where device_at > received_at + interval 5 minutes

union all

-- a clock that is just believed
select
    'sessions_clock_300s_ahead' as planted,
    count(*) as found
from learner_events
where device_at = received_at + interval 5 minutes

union all

select
    case event when 'Course Enrolled' then 'enrolments_repeated' else 'completions_repeated' end as planted,
    count(*) - count(distinct (learner_id, course_id)) as found
from learner_events
where event in ('Course Enrolled', 'Course Completed')
group by event

union all

select
    'completions' as planted,
    count(distinct (learner_id, course_id)) as found
from learner_events
where event = 'Course Completed'
