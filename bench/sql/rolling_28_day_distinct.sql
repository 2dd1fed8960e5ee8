-- exact: a user counts from an active day through the 27 days after it; where that overlaps the active day before,
-- the overlap is taken back. Steps of +1 and -1, summed once: no join of days with ranges.
with

visits as (

    select distinct event_date as day, user_id
    from marts.fct_events

),

gaps as (

    select day, previous_day, count(*) as users
    from (
        select day, lag(day) over (partition by user_id order by day) as previous_day
        from visits
    )
    group by all

),

steps as (

    select day, sum(change) as change
    from (
        select day, users as change from gaps
        union all
        select day + 28, -users from gaps
        union all
        select day, -users from gaps where previous_day + 28 > day
        union all
        select previous_day + 28, users from gaps where previous_day + 28 > day
    )
    group by day

),

days as (

    select cast(unnest(range(min(day), max(day) + 1, interval 1 day)) as date) as day
    from gaps

)

select
    day as period_start,
    'total' as member,
    cast(sum(change) over (order by day) as double) as value
from days
left join steps using (day)
