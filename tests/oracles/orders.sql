-- Number of orders placed in the period: confirmed web shop orders and paid till purchases, refunded or not.
select
    period_of(ordered_date) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'store' then store
        when 'region' then region
        when 'channel' then channel
    end as member,
    cast(count(*) as double) as value,
    null as numerator,
    null as denominator
from orders
group by period_start, member
