-- Dirt of the community, counted from what was delivered.
select
    'posts_deleted' as planted,
    count(distinct id) as found
from raw.community__posts
where is_deleted

union all

select
    'reactions_taken_back' as planted,
    count(distinct id) as found
from raw.community__reactions
where is_removed

union all

select
    'accounts_found_to_be_paid' as planted,
    count(*) as found
from accounts
where account_kind = 'paid'

union all

select
    'self_reactions' as planted,
    count(*) as found
from reactions
where (post_id, account_id) in (select (id, account_id) from raw.community__posts)
