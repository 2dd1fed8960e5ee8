-- Amount of the deals with schools, from the raw tables.
with

deals as (

    select distinct on (deal_id) *
    from raw.hubspot__deals
    order by deal_id, _fivetran_synced desc, _source_file desc, _source_line desc

)

select cast(sum(property_amount) as double)
from deals
where
    (
        deal_pipeline_stage_id = 'closedwon'
        or (getvariable('with_open_deals') and deal_pipeline_stage_id in ('contractsent', 'appointmentscheduled'))
    )
    and not (coalesce(is_deleted, false) and not getvariable('with_deleted_deals'))
    and date_trunc(
        getvariable('grain'),
        cast(if(getvariable('when_created'), property_createdate, property_closedate) + interval 8 hours as date)
    ) = getvariable('period_start')
