-- Of the people whose first event was on the free plan, by its day: the share with an event on the paid plan on that day
-- or the 30 after it. Only people whose 30 days are over on 2026-11-15.
with

beginnings as (

    select distinct on (person) *
    from document_events
    order by person, occurred_at, event_id

),

converted as (

    select distinct beginnings.person
    from beginnings
    inner join document_events
        on
            beginnings.person = document_events.person
            and document_events.plan = 'paid'
            and document_events.business_day <= beginnings.business_day + 30

)

select
    period_of(business_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'department' then department
        when 'city' then city
        when 'industry' then industry
    end as member,
    cast(count(*) filter (where person in (select person from converted)) as double) as numerator,
    cast(count(*) as double) as denominator,
    numerator / denominator as value
from beginnings
where plan = 'free' and business_day + 30 <= date '2026-11-15'
group by period_start, member
