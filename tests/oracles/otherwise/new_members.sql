-- New members, from the raw tables: survivors of merges, by the first of the contacts that they absorbed.
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

joined as (

    select absorbed.survivor_id, min(contacts.property_createdate) as joined_at
    from absorbed
    inner join contacts on absorbed.contact_id = contacts.id
    group by absorbed.survivor_id

)

select cast(count(*) as double)
from joined
inner join contacts on joined.survivor_id = contacts.id
where
    (not coalesce(contacts._fivetran_deleted, false) or getvariable('with_deleted_contacts'))
    and (
        lower(contacts.property_email) is null
        or not lower(trim(contacts.property_email)) like '%@beacon.test'
        or getvariable('with_internal_contacts')
    )
    and date_trunc(
        getvariable('grain'), cast(joined.joined_at + interval (if(getvariable('in_utc'), 0, 8)) hours as date)
    ) = getvariable('period_start')
