-- 100 * (promoters, 9 or 10, less detractors, 0 to 6) / answers to the NPS survey in the period. Each answer counts
-- once, in its latest version; deleted answers and other surveys don't count.
with

submissions as (

    select distinct on (id) *
    from raw.hubspot__feedback_submissions
    order by id, _fivetran_synced desc, _source_file desc, _source_line desc

)

select
    period_of(business_date(property_hs_submission_timestamp)) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'channel' then property_hs_survey_channel
    end as member,
    100.0::double * (
        count(*) filter (where property_hs_value >= 9) - count(*) filter (where property_hs_value <= 6)
    ) as numerator,
    cast(count(*) as double) as denominator,
    numerator / denominator as value
from submissions
where property_hs_survey_type = 'NPS' and not _fivetran_deleted
group by period_start, member
