select event_date as period_start, 'total' as member, cast(sum(amount) as double) as value
from marts.fct_events
group by event_date
