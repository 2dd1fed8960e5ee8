-- Share of the month's pairs of a customer and a store with at least two qualifying orders there; tills only, no web
-- shop. Stores are pooled: a customer of two stores is two pairs.
with

customer_store_months as (

    select
        period_of(ordered_date) as period_start,
        case getvariable('dimension')
            when 'total' then 'total'
            when 'store' then store
            when 'city' then city
            when 'region' then region
        end as member,
        customer,
        store,
        count(*) as order_count
    from qualifying_orders
    where channel = 'store'
    group by period_start, member, customer, store

)

select
    period_start,
    member,
    cast(count(*) filter (where order_count >= 2) as double) as numerator,
    cast(count(*) as double) as denominator,
    numerator / denominator as value
from customer_store_months
group by period_start, member
