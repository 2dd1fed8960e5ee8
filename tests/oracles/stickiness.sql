-- Learners with an effective session on the day, divided by those with one on the day or on one of the 27 before it.
select
    learning_days.business_day as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'platform' then effective_sessions.platform
        when 'subject' then effective_sessions.subject
    end as member,
    cast(
        count(distinct effective_sessions.learner_id) filter (
            where effective_sessions.business_day = learning_days.business_day
        ) as double
    ) as numerator,
    cast(count(distinct effective_sessions.learner_id) as double) as denominator,
    numerator / denominator as value
from learning_days
inner join effective_sessions
    on effective_sessions.business_day between learning_days.business_day - 27 and learning_days.business_day
group by learning_days.business_day, member
