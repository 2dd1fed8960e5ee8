-- Learners with an effective session in the period and in the one before, which ends the day before it begins.
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

)

select
    now.period_start,
    now.member,
    cast(count(*) as double) as value,
    null as numerator,
    null as denominator
from active as now
inner join active as earlier
    on
        now.learner_id = earlier.learner_id
        and now.member = earlier.member
        and earlier.period_start = period_of(now.period_start - 1)
group by now.period_start, now.member
