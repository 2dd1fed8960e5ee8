with

records as (

    select
        'hubspot' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_hubspot__contacts') }}

    union all

    select
        'hubspot' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_hubspot__deals') }}

    union all

    select
        'hubspot' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_hubspot__feedback_submissions') }}

    union all

    select
        'odoo' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_odoo__sale_orders') }}

    union all

    select
        'odoo' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_odoo__pos_orders') }}

    union all

    select
        'odoo' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_odoo__account_moves') }}

    union all

    select
        'segment' as source_name,
        received_at as recorded_at
    from {{ ref('stg_segment__tracks') }}

),

latest_records as (

    select
        source_name,
        max(recorded_at) as latest_record_at
    from records
    group by source_name

),

source_systems as (

    select
        source_name,
        latest_record_at,
        cast({{ dbt.dateadd('day', -1, to_business_date('latest_record_at')) }} as date) as data_through_date
    from latest_records

)

select * from source_systems
