-- Every business day from the first learning event to the last, and at least to 2026-11-15, the last day that is
-- wholly delivered.
create or replace temp table learning_days as

with

extent as (

    select
        min(business_day) as first_day,
        greatest(max(business_day), date '2026-11-15') as last_day
    from learner_events
    where event in ('Lesson Started', 'Lesson Progressed', 'Exercise Answered', 'Video Played')

)

select cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as business_day
from extent;
