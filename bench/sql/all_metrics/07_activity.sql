-- active users and where they come from, per grain
create or replace temp table activity as
select 'day' as grain, dimension, member, day as period_start,
    sum(users) as active, sum(users) filter (previous_day is null) as new, sum(users) filter (previous_day >= day - 1) as retained
from gaps
group by all
union all
select 'week', dimension, member, cast(date_trunc('week', day) as date) as week,
    sum(users), sum(users) filter (previous_day is null), sum(users) filter (previous_day >= week - 7)
from gaps
where previous_day is null or previous_day < date_trunc('week', day)
group by all
union all
select 'month', dimension, member, cast(date_trunc('month', day) as date) as month,
    sum(users), sum(users) filter (previous_day is null), sum(users) filter (previous_day >= month - interval 1 month)
from gaps
where previous_day is null or previous_day < date_trunc('month', day)
group by all
union all
-- distinct first, then counted: faster than count(distinct)
select 'day', 'country', coalesce(country, '(not set)'), day, count(*), null, null
from (select distinct day, country, user_id from visits)
group by all
union all
select 'week', 'country', coalesce(country, '(not set)'), week, count(*), null, null
from (select distinct cast(date_trunc('week', day) as date) as week, country, user_id from visits)
group by all
union all
select 'month', 'country', coalesce(country, '(not set)'), month, count(*), null, null
from (select distinct cast(date_trunc('month', day) as date) as month, country, user_id from visits)
group by all;
