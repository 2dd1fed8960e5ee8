-- Minutes of the week's effective sessions. Weeks begin on Monday.
select
    period_of(business_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'platform' then platform
        when 'subject' then subject
    end as member,
    sum(session_seconds) / 60 as value,
    null as numerator,
    null as denominator
from effective_sessions
group by period_start, member
