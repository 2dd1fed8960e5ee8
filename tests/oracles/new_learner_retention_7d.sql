-- Share of the period's new learners with an effective session on at least one of the 7 days after their first. A
-- learner belongs to the period of the first effective session once those 7 days are over on 2026-11-15.
with

learners as (

    select distinct on (learner_id)
        learner_id,
        business_day as first_day,
        platform,
        subject
    from effective_sessions
    order by learner_id, started_at

),

returned as (

    select distinct learners.learner_id
    from learners
    inner join effective_sessions
        on
            learners.learner_id = effective_sessions.learner_id
            and effective_sessions.business_day between learners.first_day + 1 and learners.first_day + 7

)

select
    period_of(first_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'platform' then platform
        when 'subject' then subject
    end as member,
    cast(count(*) filter (where learner_id in (select learner_id from returned)) as double) as numerator,
    cast(count(*) as double) as denominator,
    numerator / denominator as value
from learners
where first_day + 7 <= date '2026-11-15'
group by period_start, member
