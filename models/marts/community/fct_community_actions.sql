with

accounts as (

    select * from {{ ref('dim_accounts') }}

),

posts as (

    {{ latest_versions(ref('stg_community__posts'), key='post_id') }}

),

reactions as (

    {{ latest_versions(ref('stg_community__reactions'), key='reaction_id') }}

),

answered_posts as (

    select * from {{ ref('int_posts_answered') }}

),

standing_posts as (

    select * from posts
    where not is_deleted

),

busy_posters as (

    select account_id
    from standing_posts
    group by account_id
    having count(*) >= {{ var('busy_poster_post_count') }}

),

actions as (

    select
        {{ joined_key("'post'", 'standing_posts.post_id') }} as action_id,
        'post' as action_kind,
        standing_posts.account_id,
        standing_posts.topic,
        answered_posts.post_id is not null as is_answered_post,
        standing_posts.posted_date as acted_date
    from standing_posts
    left join answered_posts on standing_posts.post_id = answered_posts.post_id

    union all

    select
        {{ joined_key("'reaction'", 'reactions.reaction_id') }} as action_id,
        reactions.reaction_kind as action_kind,
        reactions.account_id,
        posts.topic,
        false as is_answered_post,
        reactions.reacted_date as acted_date
    from reactions
    inner join posts on reactions.post_id = posts.post_id
    where not reactions.is_removed

),

actions_of_accounts as (

    select
        actions.action_id,
        actions.action_kind,
        actions.account_id,
        accounts.account_kind,
        case when busy_posters.account_id is not null then accounts.account_name else 'others' end as poster,
        actions.topic,
        actions.is_answered_post,
        actions.acted_date
    from actions
    inner join accounts on actions.account_id = accounts.account_id
    left join busy_posters on actions.account_id = busy_posters.account_id
    where accounts.account_kind <> 'bot'

)

select * from actions_of_accounts
