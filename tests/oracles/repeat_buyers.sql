-- Number of the month's customers with at least two qualifying orders in that month, in any store or the web shop.
with

customer_months as (

    select
        period_of(ordered_date) as period_start,
        case getvariable('dimension')
            when 'total' then 'total'
            when 'customer_type' then customer_type
        end as member,
        customer,
        count(*) as order_count
    from qualifying_orders
    group by period_start, member, customer

)

select
    period_start,
    member,
    cast(count(*) filter (where order_count >= 2) as double) as value,
    null as numerator,
    null as denominator
from customer_months
group by period_start, member
