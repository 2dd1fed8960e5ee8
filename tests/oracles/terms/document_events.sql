-- What people did with documents of the classroom app, each event once; programs are left out. The school is a company
-- of HubSpot, in its latest version.
create or replace temp table document_events as

with

events as (

    select distinct on (id) *
    from raw.classroom__document_events
    order by id, received_at desc, _source_file desc, _source_line desc

),

companies as (

    select distinct on (id) *
    from raw.hubspot__companies
    order by id, _fivetran_synced desc, _source_file desc, _source_line desc

)

select
    events.id as event_id,
    events.document_id,
    events.school_id,
    companies.property_city as city,
    companies.property_industry as industry,
    events.actor_id as person,
    events.department,
    events.action,
    events.plan,
    events.occurred_at,
    business_date(events.occurred_at) as business_day
from events
left join companies on events.school_id = companies.id
where events.actor_type = 'person';
