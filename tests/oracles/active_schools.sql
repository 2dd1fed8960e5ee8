-- Schools in which at least one person edited a document in the period.
select
    period_of(business_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'department' then department
        when 'city' then city
        when 'industry' then industry
    end as member,
    cast(count(distinct school_id) as double) as value,
    null as numerator,
    null as denominator
from document_events
where action = 'edited'
group by period_start, member
