create or replace temp table days as
select
    cast(day as date) as day,
    cast(date_trunc('week', day) as date) as week,
    cast(date_trunc('month', day) as date) as month
from (select unnest(range(min(day), max(day) + 1, interval 1 day)) as day from daily);
