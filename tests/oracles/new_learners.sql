-- Learners whose first period with an effective session this is. By platform each platform has a history of its own.
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

firsts as (

    select
        learner_id,
        member,
        min(period_start) as period_start
    from active
    group by learner_id, member

)

select
    period_start,
    member,
    cast(count(*) as double) as value,
    null as numerator,
    null as denominator
from firsts
group by period_start, member
