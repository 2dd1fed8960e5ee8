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
