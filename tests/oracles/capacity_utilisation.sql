-- Minutes that machines ran within their plan over the minutes planned, pooled over machines.
select
    period_of(business_day) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'machine' then machine
        when 'line' then line
    end as member,
    cast(sum(least(run_minutes, planned_minutes)) as double) as numerator,
    cast(sum(planned_minutes) as double) as denominator,
    numerator / nullif(denominator, 0) as value
from machine_shifts
group by period_start, member
