-- a sum by day, made dense, and one window over a thousand rows
with

daily as (

    select event_date as day, sum(amount) as amount
    from marts.fct_events
    group by event_date

),

days as (

    select cast(unnest(range(min(day), max(day) + 1, interval 1 day)) as date) as day
    from daily

)

select
    day as period_start,
    'total' as member,
    cast(sum(amount) over (order by day rows 27 preceding) as double) as value
from days
left join daily using (day)
