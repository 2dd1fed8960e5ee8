-- Learners with an effective session in the period before and none in this one. The period after the last day of data
-- is not asked for: nobody could be in it.
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

periods as (

    select distinct period_of(business_day) as period_start
    from learning_days

)

select
    periods.period_start,
    earlier.member,
    cast(count(*) as double) as value,
    null as numerator,
    null as denominator
from periods
inner join active as earlier on earlier.period_start = period_of(periods.period_start - 1)
anti join active as now
    on
        earlier.learner_id = now.learner_id
        and earlier.member = now.member
        and periods.period_start = now.period_start
group by periods.period_start, earlier.member
