-- Dirt of Odoo, counted from what was delivered.
with

contacts as (

    select distinct on (id) *
    from raw.hubspot__contacts
    order by id, property_lastmodifieddate desc, _source_file desc, _source_line desc

),

partners as (

    select distinct on (id) *
    from raw.odoo__res_partner
    order by id, write_date desc, _source_file desc, _source_line desc

),

documents as (

    select distinct on (name) name, state, date_order, write_date
    from (
        select name, state, date_order, write_date, _source_file, _source_line from raw.odoo__sale_order
        union all
        select name, state, date_order, write_date, _source_file, _source_line from raw.odoo__pos_order
    ) as delivered
    order by name, write_date desc, _source_file desc, _source_line desc

),

moves as (

    select distinct on (id) *
    from raw.odoo__account_move
    order by id, write_date desc, _source_file desc, _source_line desc

),

refunded_orders as (

    select
        orders.order_number,
        orders.amount,
        sum(refunds.amount) as refunded
    from orders
    inner join refunds on orders.order_number = refunds.order_number
    group by orders.order_number, orders.amount

),

merged_members as (

    select survivor_id
    from contact_survivors
    group by survivor_id
    having count(*) > 1

),

-- whom a partner's reference leads to
referred as (

    select
        case
            when contacts.id is null then 'partners_of_unknown_contacts'
            when contacts.property_email like '%@beacon.test' then 'partners_of_test_contacts'
            when merged_members.survivor_id is not null then 'partners_of_merged_contacts'
            when contacts._fivetran_deleted then 'partners_of_deleted_contacts'
        end as planted
    from partners
    left join contacts on partners.ref = cast(contacts.id as varchar)
    left join contact_survivors on contacts.id = contact_survivors.contact_id
    left join merged_members on contact_survivors.survivor_id = merged_members.survivor_id
    where partners.ref is not null

)

select
    planted,
    count(*) as found
from referred
where planted is not null
group by planted

union all

select
    'partners_linked_later' as planted,
    count(*) as found
from (
    select id
    from raw.odoo__res_partner
    group by id
    having count(ref) between 1 and count(*) - 1
) as linked_later

union all

select
    'customers_with_two_partners' as planted,
    count(*) as found
from (
    select customer
    from customers
    group by customer
    having count(*) = 2
) as doubled

union all

select
    'repeat_buyers_under_two_partners' as planted,
    count(distinct (month, customer, partner_id)) - count(distinct (month, customer)) as found
from (
    select
        date_trunc('month', ordered_date) as month,
        customer,
        partner_id
    from qualifying_orders
) as bought

union all

select
    'orders_walk_in' as planted,
    count(*) as found
from orders
where partner_id is null

union all

select
    'orders_left_as_' || state as planted,
    count(*) as found
from documents
where state in ('draft', 'sent', 'cancel')
group by state

union all

select
    'orders_cancelled_in_a_later_month' as planted,
    count(*) as found
from documents
where state = 'cancel' and date_trunc('month', write_date) > date_trunc('month', date_order)

union all

select
    case when refunded = amount then 'orders_refunded_in_full' else 'orders_refunded_in_part' end as planted,
    count(*) as found
from refunded_orders
group by planted

union all

select
    'refunds_in_a_later_month' as planted,
    count(*) as found
from refunds
inner join orders on refunds.order_number = orders.order_number
where date_trunc('month', refunds.refunded_date) > date_trunc('month', orders.ordered_date)

union all

select
    'refunds_left_as_' || state as planted,
    count(*) as found
from moves
where move_type = 'out_refund' and state in ('draft', 'cancel')
group by state
