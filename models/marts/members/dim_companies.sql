with

companies as (

    {{ latest_versions(ref('stg_hubspot__companies'), key='company_id') }}

),

with_none as (

    select
        company_id,
        company_name,
        industry,
        city,
        country,
        is_deleted
    from companies

    union all

    select
        0 as company_id,
        'No company' as company_name,
        'none' as industry,
        'none' as city,
        'none' as country,
        false as is_deleted

)

select * from with_none
