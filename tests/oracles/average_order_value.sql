-- Amount of the period's orders without tax and before refunds, divided by their number.
select
    period_of(ordered_date) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'store' then store
        when 'region' then region
        when 'channel' then channel
    end as member,
    cast(sum(amount) as double) as numerator,
    cast(count(*) as double) as denominator,
    numerator / denominator as value
from orders
group by period_start, member
