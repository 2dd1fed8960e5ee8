with

deals as (

    {{ latest_versions(ref('stg_hubspot__deals'), key='deal_id') }}

),

living_deals as (

    select
        deal_id,
        coalesce(company_id, 0) as company_id,
        deal_stage,
        deal_stage = 'closedwon' as is_won,
        deal_amount,
        closed_date
    from deals
    where not is_deleted

)

select * from living_deals
