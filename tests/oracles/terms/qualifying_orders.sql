-- An order qualifies for repurchase when its customer is known and refunds of the order's own month did not give all
-- of its amount back. Partial refunds and refunds of later months change nothing.
create or replace temp table qualifying_orders as

with

refunded_within_month as (

    select
        orders.order_number,
        sum(refunds.amount) as amount
    from orders
    inner join refunds
        on
            orders.order_number = refunds.order_number
            and date_trunc('month', orders.ordered_date) = date_trunc('month', refunds.refunded_date)
    group by orders.order_number

)

select orders.*
from orders
left join refunded_within_month on orders.order_number = refunded_within_month.order_number
where
    orders.customer is not null
    and (refunded_within_month.amount is null or refunded_within_month.amount < orders.amount);
