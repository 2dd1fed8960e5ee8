-- Learners with an effective session in the period whose last period before it with one is not the one just before.
with

active as (

    select distinct
        learner_id,
        case getvariable('dimension')
            when 'total' then 'total'
            when 'platform' then platform
        end as member,
        period_of(business_day) as period_start
    from effective_sessions

),

with_the_one_before as (

    select
        *,
        lag(period_start) over (partition by learner_id, member order by period_start) as last_period
    from active

)

select
    period_start,
    member,
    cast(count(*) filter (where last_period < period_of(period_start - 1)) as double) as value,
    null as numerator,
    null as denominator
from with_the_one_before
group by period_start, member
