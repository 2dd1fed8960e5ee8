-- Documents that people of at least two departments of the school edited in the same calendar month. By department a
-- document counts in each that edited it.
with

edits as (

    select
        *,
        period_of(business_day) as period_start
    from document_events
    where action = 'edited'

),

shared as (

    select
        period_start,
        document_id
    from edits
    group by period_start, document_id
    having count(distinct department) >= 2

)

select
    edits.period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'department' then edits.department
        when 'city' then edits.city
        when 'industry' then edits.industry
    end as member,
    cast(count(distinct edits.document_id) as double) as value,
    null as numerator,
    null as denominator
from edits
inner join shared on edits.period_start = shared.period_start and edits.document_id = shared.document_id
group by edits.period_start, member
