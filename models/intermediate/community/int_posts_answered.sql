with

accounts as (

    {{ latest_versions(ref('stg_community__accounts'), key='account_id') }}

),

posts as (

    {{ latest_versions(ref('stg_community__posts'), key='post_id') }}

),

reactions as (

    {{ latest_versions(ref('stg_community__reactions'), key='reaction_id') }}

),

people as (

    select account_id from accounts
    where account_kind = 'person'

),

posts_of_people as (

    select
        posts.post_id,
        posts.account_id,
        cast({{ dbt.dateadd('day', var('answer_window_days'), 'posts.posted_date') }} as date) as window_end_date
    from posts
    inner join people on posts.account_id = people.account_id
    where not posts.is_deleted

),

answered as (

    select distinct posts_of_people.post_id
    from posts_of_people
    inner join reactions
        on
            posts_of_people.post_id = reactions.post_id
            and posts_of_people.account_id <> reactions.account_id
            and posts_of_people.window_end_date >= reactions.reacted_date
    inner join people on reactions.account_id = people.account_id
    where not reactions.is_removed

)

select * from answered
