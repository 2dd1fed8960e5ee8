-- Share of a month's buyers with several orders in it, from the raw tables.
with recursive

contacts as (

    select distinct on (id) *
    from raw.hubspot__contacts
    order by id, _fivetran_synced desc, _source_file desc, _source_line desc

),

merges as (

    select
        cast(listed.contact_id as bigint) as contact_id,
        contacts.id as survivor_id
    from contacts, unnest(string_split(property_hs_merged_object_ids, ';')) as listed (contact_id)
    where cast(listed.contact_id as bigint) <> contacts.id

),

absorbed (survivor_id, contact_id) as (

    select id, id from contacts where id not in (select merges.contact_id from merges)
    union all
    select absorbed.survivor_id, merges.contact_id
    from absorbed
    inner join merges on absorbed.contact_id = merges.survivor_id

),

partners as (

    select distinct on (res_partner.id)
        res_partner.id as partner_id,
        if(
            survivors.id is null or getvariable('unmerged_customers'),
            'partner ' || res_partner.id,
            'member ' || survivors.id
        ) as customer
    from raw.odoo__res_partner as res_partner
    left join absorbed on trim(res_partner.ref) = cast(absorbed.contact_id as varchar)
    left join contacts as survivors
        on
            absorbed.survivor_id = survivors.id
            and not coalesce(survivors._fivetran_deleted, false)
            and coalesce(lower(trim(survivors.property_email)), '') not like '%@beacon.test'
    order by res_partner.id, res_partner.write_date desc, res_partner._source_file desc, res_partner._source_line desc

),

orders as (

    select name as order_number, partner_id, date_order, amount_untaxed as amount
    from (
        from raw.odoo__sale_order
        qualify row_number() over (partition by id order by write_date desc, _source_file desc, _source_line desc) = 1
    )
    where state in ('sale', 'done')

    union all

    select name, partner_id, date_order, amount_total - amount_tax
    from (
        from raw.odoo__pos_order
        qualify row_number() over (partition by id order by write_date desc, _source_file desc, _source_line desc) = 1
    )
    where state in ('paid', 'done', 'invoiced')

),

refunds as (

    select invoice_origin as order_number, date_trunc('month', invoice_date) as month, sum(amount_untaxed) as amount
    from (
        from raw.odoo__account_move
        qualify row_number() over (partition by id order by write_date desc, _source_file desc, _source_line desc) = 1
    )
    where move_type = 'out_refund' and state = 'posted'
    group by all

),

kept as (

    select partners.customer
    from orders
    inner join partners on orders.partner_id = partners.partner_id
    left join refunds
        on
            orders.order_number = refunds.order_number
            and date_trunc('month', cast(orders.date_order + interval 8 hours as date)) = refunds.month
    where
        date_trunc('month', cast(orders.date_order + interval 8 hours as date)) = getvariable('period_start')
        and (
            coalesce(refunds.amount, 0) = 0
            or refunds.amount < orders.amount
            or getvariable('with_refunded_orders')
        )

),

buyers as (

    select customer, count(*) as order_count
    from kept
    group by customer

)

select count(*) filter (order_count >= if(getvariable('from_three_orders'), 3, 2)) / count(*)::double
from buyers
