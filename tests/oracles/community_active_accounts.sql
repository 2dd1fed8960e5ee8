-- Accounts of people that posted, liked or commented in the period.
select
    period_of(business_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'source' then source
    end as member,
    cast(count(distinct account_id) as double) as value,
    null as numerator,
    null as denominator
from community_days
group by period_start, member
