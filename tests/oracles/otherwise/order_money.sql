-- Average order value, or the share of what was ordered that was given back, from the raw tables.
with

all_orders as (

    select
        name as order_number, state, date_order, amount_untaxed as amount,
        state in ('sale', 'done') as is_binding
    from (
        from raw.odoo__sale_order
        qualify row_number() over (partition by id order by write_date desc, _source_file desc, _source_line desc) = 1
    )

    union all

    select
        name as order_number, state, date_order, amount_total - amount_tax as amount,
        state in ('paid', 'done', 'invoiced') as is_binding
    from (
        from raw.odoo__pos_order
        qualify row_number() over (partition by id order by write_date desc, _source_file desc, _source_line desc) = 1
    )

),

refunds as (

    select invoice_origin as order_number, invoice_date, amount_untaxed as amount
    from (
        from raw.odoo__account_move
        qualify row_number() over (partition by id order by write_date desc, _source_file desc, _source_line desc) = 1
    )
    where move_type = 'out_refund' and state = 'posted'

),

orders as (

    select
        all_orders.*,
        coalesce((select sum(r.amount) from refunds as r where r.order_number = all_orders.order_number), 0) as refunded
    from all_orders
    where
        date_trunc(getvariable('grain'), cast(date_order + interval 8 hours as date)) = getvariable('period_start')
        and (is_binding or (getvariable('with_cancelled_orders') and state = 'cancel'))

)

select
    case
        when getvariable('metric') = 'average_order_value'
            then sum(amount - if(getvariable('after_refunds'), refunded, 0)) / count(*)::double
        when getvariable('by_amount')
            then (
                select sum(amount) from refunds
                where date_trunc(getvariable('grain'), invoice_date) = getvariable('period_start')
            ) / sum(amount)::double
        when getvariable('full_refunds_only') then count(*) filter (refunded >= amount and refunded > 0) / count(*)
        else count(*) filter (refunded > 0) / count(*)
    end::double
from orders
