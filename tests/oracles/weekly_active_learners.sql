-- Number of learners with an effective session on a business day of the week. By platform or subject a session goes to
-- that of its first event, so a learner of two platforms counts in both.
select
    period_of(business_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'platform' then platform
        when 'subject' then subject
    end as member,
    cast(count(distinct learner_id) as double) as value,
    null as numerator,
    null as denominator
from effective_sessions
group by period_start, member
