create or replace temp table medians as
with
amounts as (
    select event_date as day, platform, cast(amount as double) as amount from marts.fct_events
)
select 'day' as grain, day as period_start, if(grouping(platform) = 0, platform, 'total') as member, median(amount) as value
from amounts
group by grouping sets ((day), (day, platform))
union all
select 'week', cast(date_trunc('week', day) as date) as week, if(grouping(platform) = 0, platform, 'total'), median(amount)
from amounts
group by grouping sets ((week), (week, platform))
union all
select 'month', cast(date_trunc('month', day) as date) as month, if(grouping(platform) = 0, platform, 'total'), median(amount)
from amounts
group by grouping sets ((month), (month, platform));
