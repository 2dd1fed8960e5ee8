with

contacts as (

    select * from {{ ref('int_contacts_resolved') }}
    where member_id is not null

),

joins as (

    select
        member_id,
        count(*) as contact_count,
        min(created_at) as joined_at
    from contacts
    group by member_id

),

members as (

    select
        joins.member_id,
        contacts.acquisition_source,
        contacts.lifecycle_stage,
        joins.contact_count,
        joins.joined_at,
        {{ to_business_date('joins.joined_at') }} as joined_date
    from joins
    inner join contacts on joins.member_id = contacts.contact_id

)

select * from members
