create or replace temp table cohort_periods as
with
frame as (
    select days.*, members.*, day <= max(day) over () - 7 as is_mature
    from days cross join (select distinct is_total, member from cohorts) as members
),
dense_cohorts as (
    select * from frame left join cohorts using (day, is_total, member)
)
select
    grain, period_start, if(is_total, 'total', 'channel') as dimension, member,
    coalesce(sum(signups), 0) as signups,
    sum(activated) / nullif(sum(signups), 0) as activation,
    sum(back_on_day_7) filter (is_mature) / nullif(sum(signups) filter (is_mature), 0) as on_day_7,
    sum(back_within_7_days) filter (is_mature) / nullif(sum(signups) filter (is_mature), 0) as within_7_days
from (
    select 'day' as grain, day as period_start, * from dense_cohorts
    union all
    select 'week', week, * from dense_cohorts
    union all
    select 'month', month, * from dense_cohorts
)
group by all;
