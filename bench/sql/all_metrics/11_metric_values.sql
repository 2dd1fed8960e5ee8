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
