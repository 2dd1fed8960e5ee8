-- Amount of the orders placed in the period less the refunds posted in the period, both without tax. A refund carries
-- the store and channel of its order, and its own date.
with

booked as (

    select
        ordered_date as booked_date,
        store,
        region,
        channel,
        amount
    from orders

    union all

    select
        refunds.refunded_date as booked_date,
        orders.store,
        orders.region,
        orders.channel,
        -refunds.amount as amount
    from refunds
    inner join orders on refunds.order_number = orders.order_number

)

select
    period_of(booked_date) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'store' then store
        when 'region' then region
        when 'channel' then channel
    end as member,
    cast(sum(amount) as double) as value,
    null as numerator,
    null as denominator
from booked
group by period_start, member
