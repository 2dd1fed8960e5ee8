-- Dirt of Odoo's partners, counted from what was delivered.
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
