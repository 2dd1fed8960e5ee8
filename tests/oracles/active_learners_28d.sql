-- Number of learners with an effective session on one of 28 business days: those up to and with the last day of the
-- period, or the last day of data where that comes first. By platform or subject a session goes to that of its first
-- event, so a learner of two platforms counts in both.
with

last_days as (

    select
        period_of(business_day) as period_start,
        max(business_day) as last_day
    from learning_days
    group by period_start

)

select
    last_days.period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'platform' then effective_sessions.platform
        when 'subject' then effective_sessions.subject
    end as member,
    cast(count(distinct effective_sessions.learner_id) as double) as value,
    null as numerator,
    null as denominator
from last_days
inner join effective_sessions
    on effective_sessions.business_day between last_days.last_day - 27 and last_days.last_day
group by last_days.period_start, member
