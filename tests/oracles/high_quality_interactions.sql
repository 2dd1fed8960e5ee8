-- Posts of people that another person liked or commented on by day 7 after the post, by the day of the post.
select
    period_of(posted_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'topic' then topic
    end as member,
    cast(count(*) as double) as value,
    null as numerator,
    null as denominator
from posts
where
    account_kind = 'person'
    and exists (
        select 1
        from reactions
        where
            reactions.post_id = posts.post_id
            and reactions.account_id <> posts.account_id
            and reactions.account_kind = 'person'
            and reactions.reacted_day <= posts.posted_day + 7
    )
group by period_start, member
