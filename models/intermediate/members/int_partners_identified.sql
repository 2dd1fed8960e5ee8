with

partners as (

    {{ latest_versions(ref('stg_odoo__partners'), key='partner_id') }}

),

contacts as (

    select * from {{ ref('int_contacts_resolved') }}

),

identified as (

    select
        partners.partner_id,
        contacts.member_id,
        case
            when contacts.member_id is not null then {{ joined_key("'member'", 'contacts.member_id') }}
            else {{ joined_key("'partner'", 'partners.partner_id') }}
        end as customer_id,
        case when contacts.member_id is not null then 'member' else 'guest' end as customer_type
    from partners
    left join contacts
        on partners.hubspot_contact_ref = cast(contacts.contact_id as {{ dbt.type_string() }})

)

select * from identified
