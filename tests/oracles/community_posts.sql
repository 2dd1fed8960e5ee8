-- Posts that stand, by people and by accounts that are paid. By poster an account with 80 posts or more, of whatever
-- kind, has a line of its own.
with

busy as (

    select account_id
    from posts
    group by account_id
    having count(*) >= 80

)

select
    period_of(posted_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'account_kind' then account_kind
        when 'topic' then topic
        when 'poster' then case when account_id in (select account_id from busy) then account_name else 'others' end
    end as member,
    cast(count(*) as double) as value,
    null as numerator,
    null as denominator
from posts
where account_kind in ('person', 'paid')
group by period_start, member
