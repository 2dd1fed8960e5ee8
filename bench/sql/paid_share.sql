select event_date as period_start, 'total' as member, count_if(is_paid) / nullif(count(event_id), 0)::double as value
from marts.fct_events
group by event_date
