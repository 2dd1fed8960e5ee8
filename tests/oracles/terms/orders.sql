-- An order is a web shop order that was confirmed or a till purchase that was paid, in its latest version, dated by
-- the business date of date_order. Its amount is without tax. A till purchase without a partner has no known customer.
create or replace temp table orders as

with

sale_orders as (

    select distinct on (id) *
    from raw.odoo__sale_order
    order by id, write_date desc, _source_file desc, _source_line desc

),

pos_orders as (

    select distinct on (id) *
    from raw.odoo__pos_order
    order by id, write_date desc, _source_file desc, _source_line desc

),

stores as (

    select distinct on (id) *
    from raw.odoo__stock_warehouse
    order by id, write_date desc, _source_file desc, _source_line desc

),

sold as (

    select
        sale_orders.name as order_number,
        sale_orders.partner_id,
        'web' as channel,
        'Web shop' as store,
        'Online' as region,
        null as city,
        business_date(sale_orders.date_order) as ordered_date,
        sale_orders.amount_untaxed as amount
    from sale_orders
    where sale_orders.state in ('sale', 'done')

    union all

    select
        pos_orders.name as order_number,
        pos_orders.partner_id,
        'store' as channel,
        stores.name as store,
        stores.region,
        stores.city,
        business_date(pos_orders.date_order) as ordered_date,
        pos_orders.amount_total - pos_orders.amount_tax as amount
    from pos_orders
    left join stores on pos_orders.warehouse_id = stores.id
    where pos_orders.state in ('paid', 'done', 'invoiced')

)

select
    sold.*,
    customers.customer,
    customers.customer_type
from sold
left join customers on sold.partner_id = customers.partner_id;
