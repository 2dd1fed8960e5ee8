-- Accounts as moderators know them in the end, posts that stand, likes and comments that were not taken back.
create or replace temp table accounts as

select distinct on (id)
    id as account_id,
    account_name,
    account_kind,
    source,
    business_date(created_at) as opened_day
from raw.community__accounts
order by id, synced_at desc, _source_file desc, _source_line desc;

create or replace temp table posts as

with

versions as (

    select distinct on (id) *
    from raw.community__posts
    order by id, synced_at desc, _source_file desc, _source_line desc

)

select
    versions.id as post_id,
    versions.account_id,
    accounts.account_kind,
    accounts.account_name,
    versions.topic,
    business_date(versions.posted_at) as posted_day
from versions
inner join accounts on versions.account_id = accounts.account_id
where not versions.is_deleted;

create or replace temp table reactions as

with

versions as (

    select distinct on (id) *
    from raw.community__reactions
    order by id, synced_at desc, _source_file desc, _source_line desc

)

select
    versions.id as reaction_id,
    versions.post_id,
    versions.account_id,
    accounts.account_kind,
    business_date(versions.reacted_at) as reacted_day
from versions
inner join accounts on versions.account_id = accounts.account_id
where not versions.is_removed;

-- Days on which people posted, liked or commented.
create or replace temp table community_days as

select distinct
    done.account_id,
    accounts.source,
    done.business_day
from (
    select account_id, posted_day as business_day from posts
    union all
    select account_id, reacted_day as business_day from reactions
) as done
inner join accounts on done.account_id = accounts.account_id
where accounts.account_kind = 'person';
