-- Amount of the deals that are won in their latest version and not deleted, by the business date of closing.
with

deals as (

    select distinct on (deal_id) *
    from raw.hubspot__deals
    order by deal_id, _fivetran_synced desc, _source_file desc, _source_line desc

),

companies as (

    select distinct on (id) *
    from raw.hubspot__companies
    order by id, _fivetran_synced desc, _source_file desc, _source_line desc

)

select
    period_of(business_date(deals.property_closedate)) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'city' then companies.property_city
        when 'industry' then companies.property_industry
    end as member,
    cast(sum(deals.property_amount) as double) as value,
    null as numerator,
    null as denominator
from deals
left join companies on deals.company_id = companies.id
where deals.deal_pipeline_stage_id = 'closedwon' and not deals.is_deleted
group by period_start, member
