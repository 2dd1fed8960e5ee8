-- A customer is the member behind a shop partner's reference to HubSpot, after merges. A partner without a reference,
-- or with one to a contact that is no member, is a customer by itself.
create or replace temp table customers as

with

partners as (

    select distinct on (id) *
    from raw.odoo__res_partner
    order by id, write_date desc, _source_file desc, _source_line desc

)

select
    partners.id as partner_id,
    case when members.member_id is null then 'guest' else 'member' end as customer_type,
    coalesce('member ' || members.member_id, 'partner ' || partners.id) as customer
from partners
left join contact_survivors on partners.ref = cast(contact_survivors.contact_id as varchar)
left join members on contact_survivors.survivor_id = members.member_id;
