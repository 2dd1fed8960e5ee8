-- how many users were active on a day whose active day before was previous_day: all that distinct counts need
create or replace temp table gaps as
select 'total' as dimension, 'total' as member, day, previous_day, count(*) as users
from (
    select day, lag(day) over (partition by user_id order by day) as previous_day
    from (select distinct day, user_id from visits)
)
group by all
union all
select 'platform', platform, day, previous_day, count(*)
from (
    select platform, day, lag(day) over (partition by user_id, platform order by day) as previous_day
    from (select distinct day, user_id, platform from visits)
)
group by all;
