-- who was active, when and where: one scan of the events
create or replace temp table visits as
select event_date as day, user_id, platform, country
from marts.fct_events
group by all;
