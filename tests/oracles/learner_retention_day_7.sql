-- Share of the period's new learners with an effective session exactly 7 days after their first day. A learner belongs
-- to the period of the first effective session once day 7 is over on 2026-11-15, and to the platform and subject of
-- that session; the session on day 7 may be of any.
with

learners as (

    select distinct on (learner_id)
        learner_id,
        business_day as first_day,
        platform,
        subject
    from effective_sessions
    order by learner_id, started_at

)

select
    period_of(first_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'platform' then platform
        when 'subject' then subject
    end as member,
    cast(
        count(*) filter (
            where (learner_id, first_day + 7) in (select (learner_id, business_day) from effective_sessions)
        ) as double
    ) as numerator,
    cast(count(*) as double) as denominator,
    numerator / denominator as value
from learners
where first_day + 7 <= date '2026-11-15'
group by period_start, member
