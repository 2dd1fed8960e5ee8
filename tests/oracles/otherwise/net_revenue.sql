-- Net revenue, from the raw tables: of the whole, or of one store.
with

web_orders as (

    select distinct on (id)
        name as order_number,
        state,
        date_order as ordered_at,
        amount_untaxed as amount,
        'Web shop' as store,
        state in ('sale', 'done') as is_binding
    from raw.odoo__sale_order
    order by id, write_date desc, _source_file desc, _source_line desc

),

till_orders as (

    select distinct on (id)
        name as order_number,
        state,
        date_order as ordered_at,
        amount_total - amount_tax as amount,
        warehouse_id,
        state in ('paid', 'done', 'invoiced') as is_binding
    from raw.odoo__pos_order
    order by id, write_date desc, _source_file desc, _source_line desc

),

stores as (

    select distinct on (id) id, name
    from raw.odoo__stock_warehouse
    order by id, write_date desc, _source_file desc, _source_line desc

),

all_orders as (

    from web_orders
    union all
    select till_orders.* exclude (warehouse_id, is_binding), stores.name as store, till_orders.is_binding
    from till_orders
    left join stores on till_orders.warehouse_id = stores.id

),

moves as (

    select distinct on (id) *
    from raw.odoo__account_move
    order by id, write_date desc, _source_file desc, _source_line desc

),

booked as (

    select
        store,
        cast(ordered_at + interval (if(getvariable('in_utc'), 0, 8)) hours as date) as booked_on,
        amount
    from all_orders
    where is_binding or (getvariable('with_cancelled_orders') and state = 'cancel')

    union all

    select
        all_orders.store,
        moves.invoice_date as booked_on,
        -moves.amount_untaxed as amount
    from moves
    inner join all_orders on moves.invoice_origin = all_orders.order_number
    where
        moves.move_type = 'out_refund'
        and moves.state = 'posted'
        and not getvariable('before_refunds')

)

select cast(sum(amount) as double)
from booked
where
    date_trunc(getvariable('grain'), booked_on) = getvariable('period_start')
    and getvariable('member') in ('total', store)
