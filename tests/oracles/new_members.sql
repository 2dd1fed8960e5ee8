-- Number of members who joined in the period: people, with merged contacts as one who joined with the earliest.
select
    period_of(joined_date) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'source' then source
    end as member,
    cast(count(*) as double) as value,
    null as numerator,
    null as denominator
from members
group by period_start, member
