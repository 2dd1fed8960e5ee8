-- Dirt of HubSpot, counted from what was delivered.
with

contacts as (

    select distinct on (id) *
    from raw.hubspot__contacts
    order by id, property_lastmodifieddate desc, _source_file desc, _source_line desc

),

companies as (

    select distinct on (id) *
    from raw.hubspot__companies
    order by id, _fivetran_synced desc, _source_file desc, _source_line desc

),

deals as (

    select distinct on (deal_id) *
    from raw.hubspot__deals
    order by deal_id, _fivetran_synced desc, _source_file desc, _source_line desc

),

answers as (

    select distinct on (id) *
    from raw.hubspot__feedback_submissions
    order by id, _fivetran_synced desc, _source_file desc, _source_line desc

),

-- survivors of three contacts
chains as (

    select survivor_id
    from contact_survivors
    group by survivor_id
    having count(*) = 3

)

select
    'contacts_merged_away' as planted,
    count(*) as found
from contact_survivors
where contact_id <> survivor_id

union all

select
    case when contains(property_hs_merged_object_ids, ';') then 'merge_chains_listing_all'
        else 'merge_chains_listing_the_last'
    end as planted,
    count(*) as found
from contacts
where id in (select survivor_id from chains)
group by planted

union all

select
    'contacts_test' as planted,
    count(*) as found
from contacts
where property_email like '%@beacon.test'

union all

select
    'contacts_deleted' as planted,
    count(*) as found
from contacts
where _fivetran_deleted and id in (select survivor_id from contact_survivors)

union all

select
    'companies_deleted' as planted,
    count(*) as found
from companies
where is_deleted

union all

select
    'deals_won_then_deleted' as planted,
    count(*) as found
from deals
where deal_pipeline_stage_id = 'closedwon' and is_deleted

union all

select
    'answers_deleted' as planted,
    count(*) as found
from answers
where _fivetran_deleted

union all

select
    'csat_answers' as planted,
    count(*) as found
from answers
where property_hs_survey_type = 'CSAT'
