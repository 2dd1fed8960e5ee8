-- A member is a HubSpot contact that, in its latest version, is not deleted, was not merged into another contact and
-- is no internal test contact. The member joined when the earliest of all contacts merged into it was created.
create or replace temp table contact_survivors as

with recursive

contacts as (

    select distinct on (id) *
    from raw.hubspot__contacts
    order by id, property_lastmodifieddate desc, _source_file desc, _source_line desc

),

-- a survivor lists whom it absorbed; those may have absorbed others before
merges as (

    select
        cast(trim(listed.contact_id) as bigint) as contact_id,
        contacts.id as merged_into_id
    from contacts
    cross join unnest(string_split(contacts.property_hs_merged_object_ids, ';')) as listed (contact_id)

),

walked as (

    select
        id as contact_id,
        id as survivor_id
    from contacts

    union

    select
        walked.contact_id,
        merges.merged_into_id as survivor_id
    from walked
    inner join merges on walked.survivor_id = merges.contact_id

)

select
    contact_id,
    survivor_id
from walked
where survivor_id not in (select contact_id from merges);

create or replace temp table members as

with

contacts as (

    select distinct on (id) *
    from raw.hubspot__contacts
    order by id, property_lastmodifieddate desc, _source_file desc, _source_line desc

)

select
    survivors.id as member_id,
    survivors.property_hs_analytics_source as source,
    business_date(min(absorbed.property_createdate)) as joined_date
from contacts as survivors
inner join contact_survivors on survivors.id = contact_survivors.survivor_id
inner join contacts as absorbed on contact_survivors.contact_id = absorbed.id
where
    not survivors._fivetran_deleted
    and not coalesce(ends_with(lower(survivors.property_email), '@beacon.test'), false)
group by survivors.id, survivors.property_hs_analytics_source;
