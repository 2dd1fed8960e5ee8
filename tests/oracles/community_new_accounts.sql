-- Accounts of people by the day they were opened; those of the old forum have none.
select
    period_of(opened_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'source' then source
    end as member,
    cast(count(*) as double) as value,
    null as numerator,
    null as denominator
from accounts
where account_kind = 'person' and opened_day is not null
group by period_start, member
