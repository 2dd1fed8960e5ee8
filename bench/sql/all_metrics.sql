-- All metric tables of bench/project by hand: same metrics, grains, periods, dimensions, members and values, in one table.
-- Statements are separated by lines of dashes. What several metrics need is computed once, in temporary tables.

-- who was active, when and where: one scan of the events
create or replace temp table visits as
select event_date as day, user_id, platform, country
from marts.fct_events
group by all;
----
-- additive parts by day; stores are joined to their regions after they are summed
create or replace temp table daily as
select
    day, dimension, member,
    sum(events) as events, sum(paid_events) as paid_events, sum(amount) as amount, max(largest) as largest
from (
    select
        event_date as day,
        case when grouping(platform) = 0 then 'platform' when grouping(country) = 0 then 'country' else 'total' end as dimension,
        case
            when grouping(platform) = 0 then coalesce(platform, '(not set)')
            when grouping(country) = 0 then coalesce(country, '(not set)')
            else 'total'
        end as member,
        count(event_id) as events,
        count_if(is_paid) as paid_events,
        sum(amount) as amount,
        max(amount) as largest
    from marts.fct_events
    group by grouping sets ((event_date), (event_date, platform), (event_date, country))
    union all
    select by_store.day, 'region', coalesce(stores.region, '(not set)'), events, null, amount, null
    from (
        select event_date as day, store_id, count(event_id) as events, sum(amount) as amount
        from marts.fct_events
        group by all
    ) as by_store
    left join marts.dim_stores as stores using (store_id)
) as parts
group by all;
----
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
----
create or replace temp table days as
select
    cast(day as date) as day,
    cast(date_trunc('week', day) as date) as week,
    cast(date_trunc('month', day) as date) as month
from (select unnest(range(min(day), max(day) + 1, interval 1 day)) as day from daily);
----
-- one row a day and member, with everything that accumulates
create or replace temp table dense as
with
frame as (
    select * from days cross join (select distinct dimension, member from daily)
),
started as (
    -- first activity in the month, first ever
    select
        dimension, member, day,
        sum(users) filter (previous_day is null) as first_ever,
        sum(users) filter (previous_day is null or previous_day < date_trunc('month', day)) as first_in_month
    from gaps
    group by all
),
steps as (
    -- a user counts from an active day through the 27 days after it; what overlaps the visit before is taken back
    select dimension, member, day, sum(change) as change
    from (
        select dimension, member, day, users as change from gaps
        union all
        select dimension, member, day + 28, -users from gaps
        union all
        select dimension, member, day, -users from gaps where previous_day + 28 > day
        union all
        select dimension, member, previous_day + 28, users from gaps where previous_day + 28 > day
    )
    group by all
)
select
    frame.*,
    coalesce(events, 0) as events,
    coalesce(paid_events, 0) as paid_events,
    coalesce(amount, 0) as amount,
    largest,
    sum(coalesce(amount, 0)) over (slice rows 27 preceding) as amount_28_days,
    sum(coalesce(amount, 0)) over (slice_of_year) as amount_year_to_date,
    sum(coalesce(change, 0)) over (slice) as active_28_days,
    sum(coalesce(first_in_month, 0)) over (slice_of_month) as active_month_to_date,
    sum(coalesce(first_ever, 0)) over (slice) as active_ever
from frame
left join daily using (day, dimension, member)
left join started using (day, dimension, member)
left join steps using (day, dimension, member)
window
    slice as (partition by frame.dimension, frame.member order by frame.day),
    slice_of_year as (partition by frame.dimension, frame.member, year(frame.day) order by frame.day),
    slice_of_month as (partition by frame.dimension, frame.member, frame.month order by frame.day);
----
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
----
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
----
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
----
-- cohorts: what each user did in the week after the signup, then by day and channel
create or replace temp table cohorts as
with
users as (
    select
        signup_date as day, signups.user_id, coalesce(channel, '(not set)') as channel,
        coalesce(bool_or(visits.day < signup_date + 7), false) as is_activated,
        coalesce(bool_or(visits.day = signup_date + 7), false) as is_back_on_day_7,
        coalesce(bool_or(visits.day > signup_date), false) as is_back_within_7_days
    from marts.fct_signups as signups
    left join visits
        on signups.user_id = visits.user_id and visits.day between signup_date and signup_date + 7
    group by all
)
select
    day, grouping(channel) = 1 as is_total, if(is_total, 'total', channel) as member,
    count(*) as signups,
    count_if(is_activated) as activated,
    count_if(is_back_on_day_7) as back_on_day_7,
    count_if(is_back_within_7_days) as back_within_7_days
from users
group by grouping sets ((day), (day, channel));
----
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
----
create or replace table by_hand.metric_values as
with
slices as (
    select
        periods.*,
        coalesce(active, 0) as active,
        coalesce(new, 0) as new,
        coalesce(retained, 0) as retained,
        coalesce(lag(active) over (partition by grain, dimension, member order by period_start), 0) as active_before,
        lag(amount) over (partition by grain, dimension, member order by period_start) as amount_before,
        dimension in ('total', 'platform') as is_platform,
        dimension <> 'region' as is_own
    from periods
    left join activity using (grain, dimension, member, period_start)
),
named as (
    select grain, period_start, dimension, member, unnest([
        {'metric_name': 'revenue', 'value': amount::double, 'has': true},
        {'metric_name': 'event_volume', 'value': events::double, 'has': true},
        {'metric_name': 'paid_share', 'value': paid_events / nullif(events, 0)::double, 'has': is_own},
        {'metric_name': 'active_users', 'value': active::double, 'has': is_own},
        {'metric_name': 'average_amount', 'value': amount::double / nullif(events, 0), 'has': is_platform},
        {'metric_name': 'largest_amount', 'value': largest::double, 'has': is_platform},
        {'metric_name': 'revenue_28_days', 'value': amount_28_days::double, 'has': is_platform},
        {'metric_name': 'revenue_year_to_date', 'value': amount_year_to_date::double, 'has': is_platform},
        {'metric_name': 'revenue_growth', 'value': (amount - amount_before)::double, 'has': is_platform and grain = 'month'},
        {'metric_name': 'revenue_per_active_user', 'value': amount::double / nullif(active, 0), 'has': is_platform},
        {'metric_name': 'active_users_28_days', 'value': active_28_days::double, 'has': is_platform},
        {'metric_name': 'active_users_month_to_date', 'value': active_month_to_date::double, 'has': is_platform},
        {'metric_name': 'active_users_ever', 'value': active_ever::double, 'has': is_platform},
        {'metric_name': 'new_users', 'value': new::double, 'has': is_platform},
        {'metric_name': 'retained_users', 'value': retained::double, 'has': is_platform},
        {'metric_name': 'resurrected_users', 'value': (active - new - retained)::double, 'has': is_platform},
        {'metric_name': 'churned_users', 'value': (active_before - retained)::double, 'has': is_platform}
    ], recursive := true)
    from slices
)
select metric_name, grain, period_start, dimension, member, value from named where has
union all
select 'median_amount', grain, period_start, dimension, member, medians.value::double
from periods
left join medians using (grain, period_start, member)
where dimension in ('total', 'platform')
union all
select 'signups', grain, period_start, dimension, member, signups::double from cohort_periods
union all
select 'activation_within_7_days', grain, period_start, dimension, member, activation from cohort_periods
union all
select 'retention_on_day_7', grain, period_start, dimension, member, on_day_7 from cohort_periods
union all
select 'retention_within_7_days', grain, period_start, dimension, member, within_7_days from cohort_periods;
