-- Share of the accounts that people opened in the period that posted, liked or commented on one of the 7 days after that
-- day. Only accounts whose 7 days are over on 2026-11-15.
select
    period_of(opened_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'source' then source
    end as member,
    cast(
        count(*) filter (
            where exists (
                select 1
                from community_days
                where
                    community_days.account_id = accounts.account_id
                    and community_days.business_day between accounts.opened_day + 1 and accounts.opened_day + 7
            )
        ) as double
    ) as numerator,
    cast(count(*) as double) as denominator,
    numerator / denominator as value
from accounts
where account_kind = 'person' and opened_day + 7 <= date '2026-11-15'
group by period_start, member
