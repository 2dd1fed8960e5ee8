-- the yardstick: distinct users of each day, nothing else
select event_date as period_start, 'total' as member, cast(count(distinct user_id) as double) as value
from marts.fct_events
group by event_date
