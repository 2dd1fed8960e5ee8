{{ config(materialized='table') }}

with recursive

contacts as (

    {{ latest_versions(ref('stg_hubspot__contacts'), key='contact_id') }}

),

listed_ids as (

    select
        contact_id as surviving_contact_id,
        {{ split_to_rows('merged_contact_ids', ';') }} as merged_contact_id
    from contacts
    where merged_contact_ids is not null

),

merged_pairs as (

    select distinct
        surviving_contact_id,
        cast(trim(merged_contact_id) as bigint) as contact_id
    from listed_ids
    where
        trim(merged_contact_id) <> ''
        and cast(surviving_contact_id as {{ dbt.type_string() }}) <> trim(merged_contact_id)

),

contact_ids as (

    select contact_id from contacts
    union distinct
    select contact_id from merged_pairs

),

-- from each contact along its merges: A into B, B into C
paths as (

    select
        contact_id,
        contact_id as reached_contact_id,
        0 as merge_count
    from contact_ids

    union all

    select
        paths.contact_id,
        merged_pairs.surviving_contact_id as reached_contact_id,
        paths.merge_count + 1 as merge_count
    from paths
    inner join merged_pairs on paths.reached_contact_id = merged_pairs.contact_id
    where paths.merge_count < {{ var('longest_merge_chain') }}

),

paths_ranked as (

    select
        contact_id,
        reached_contact_id,
        row_number() over (partition by contact_id order by merge_count desc, reached_contact_id asc) as path_rank
    from paths

),

members as (

    select contact_id as member_id
    from contacts
    where
        not is_deleted
        and coalesce(email, '') not like '%@{{ var("internal_email_domain") }}'

),

resolved as (

    select
        paths_ranked.contact_id,
        paths_ranked.reached_contact_id as surviving_contact_id,
        members.member_id,
        contacts.acquisition_source,
        contacts.lifecycle_stage,
        contacts.created_at
    from paths_ranked
    left join members on paths_ranked.reached_contact_id = members.member_id
    left join contacts on paths_ranked.contact_id = contacts.contact_id
    where paths_ranked.path_rank = 1

)

select * from resolved
