with

orders as (

    select * from {{ ref('int_orders_unioned') }}

),

partners as (

    select * from {{ ref('int_partners_identified') }}

),

refunds as (

    select * from {{ ref('fct_refunds') }}

),

refunds_by_order as (

    select
        orders.order_id,
        sum(refunds.refund_amount) as refunded_amount,
        sum(
            case
                when {{ month_start('refunds.refunded_date') }} = {{ month_start('orders.ordered_date') }}
                    then refunds.refund_amount
                else 0
            end
        ) as refunded_in_month_amount
    from orders
    inner join refunds on orders.order_id = refunds.order_id
    group by orders.order_id

),

orders_refunded as (

    select
        orders.*,
        partners.customer_id,
        cast(coalesce(refunds_by_order.refunded_amount, 0) as decimal(18, 2)) as refunded_amount,
        cast(coalesce(refunds_by_order.refunded_in_month_amount, 0) as decimal(18, 2)) as refunded_in_month_amount,
        refunds_by_order.order_id is not null as has_refund
    from orders
    left join partners on orders.partner_id = partners.partner_id
    left join refunds_by_order on orders.order_id = refunds_by_order.order_id

),

orders_judged as (

    select
        *,
        refunded_in_month_amount > 0 and refunded_in_month_amount >= order_amount as is_fully_refunded_in_month
    from orders_refunded

),

orders_qualified as (

    select
        order_id,
        order_name,
        channel,
        store_id,
        customer_id,
        order_status,
        is_valid,
        order_amount,
        refunded_amount,
        refunded_in_month_amount,
        has_refund,
        is_fully_refunded_in_month,
        is_valid and customer_id is not null and not is_fully_refunded_in_month as is_repurchase_qualifying,
        ordered_at,
        ordered_date
    from orders_judged

)

select * from orders_qualified
