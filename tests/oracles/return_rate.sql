-- Share of the orders placed in the period that have at least one posted refund, whenever it was posted.
select
    period_of(ordered_date) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'store' then store
        when 'region' then region
        when 'channel' then channel
    end as member,
    cast(count(*) filter (where order_number in (select order_number from refunds)) as double) as numerator,
    cast(count(*) as double) as denominator,
    numerator / denominator as value
from orders
group by period_start, member
