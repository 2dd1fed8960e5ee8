-- one row a day and member, with everything that accumulates
create or replace temp table dense as
with
frame as (
    select * from days cross join (select distinct dimension, member from daily)
),
started as (
    -- first activity in the month, first ever
    select
        dimension, member, day,
        sum(users) filter (previous_day is null) as first_ever,
        sum(users) filter (previous_day is null or previous_day < date_trunc('month', day)) as first_in_month
    from gaps
    group by all
),
steps as (
    -- a user counts from an active day through the 27 days after it; what overlaps the visit before is taken back
    select dimension, member, day, sum(change) as change
    from (
        select dimension, member, day, users as change from gaps
        union all
        select dimension, member, day + 28, -users from gaps
        union all
        select dimension, member, day, -users from gaps where previous_day + 28 > day
        union all
        select dimension, member, previous_day + 28, users from gaps where previous_day + 28 > day
    )
    group by all
)
select
    frame.*,
    coalesce(events, 0) as events,
    coalesce(paid_events, 0) as paid_events,
    coalesce(amount, 0) as amount,
    largest,
    sum(coalesce(amount, 0)) over (slice rows 27 preceding) as amount_28_days,
    sum(coalesce(amount, 0)) over (slice_of_year) as amount_year_to_date,
    sum(coalesce(change, 0)) over (slice) as active_28_days,
    sum(coalesce(first_in_month, 0)) over (slice_of_month) as active_month_to_date,
    sum(coalesce(first_ever, 0)) over (slice) as active_ever
from frame
left join daily using (day, dimension, member)
left join started using (day, dimension, member)
left join steps using (day, dimension, member)
window
    slice as (partition by frame.dimension, frame.member order by frame.day),
    slice_of_year as (partition by frame.dimension, frame.member, year(frame.day) order by frame.day),
    slice_of_month as (partition by frame.dimension, frame.member, frame.month order by frame.day);
