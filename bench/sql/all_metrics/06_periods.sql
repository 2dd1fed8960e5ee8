create or replace temp table periods as
select 'day' as grain, dimension, member, day as period_start, events, paid_events, amount, largest,
    amount_28_days, amount_year_to_date, active_28_days, active_month_to_date, active_ever
from dense
union all
select 'week', dimension, member, week, sum(events), sum(paid_events), sum(amount), max(largest),
    arg_max(amount_28_days, day), arg_max(amount_year_to_date, day), arg_max(active_28_days, day),
    arg_max(active_month_to_date, day), arg_max(active_ever, day)
from dense
group by all
union all
select 'month', dimension, member, month, sum(events), sum(paid_events), sum(amount), max(largest),
    arg_max(amount_28_days, day), arg_max(amount_year_to_date, day), arg_max(active_28_days, day),
    arg_max(active_month_to_date, day), arg_max(active_ever, day)
from dense
group by all;
