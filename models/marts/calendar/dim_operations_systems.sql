with

records as (

    select
        'classroom' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_classroom__document_events') }}

    union all

    select
        'community' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_community__posts') }}

    union all

    select
        'community' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_community__reactions') }}

    union all

    select
        'factory' as source_name,
        modified_at as recorded_at
    from {{ ref('stg_factory__machine_shifts') }}

),

latest_records as (

    select
        source_name,
        max(recorded_at) as latest_record_at
    from records
    group by source_name

),

operations_systems as (

    select
        source_name,
        latest_record_at,
        cast({{ dbt.dateadd('day', -1, to_business_date('latest_record_at')) }} as date) as data_through_date
    from latest_records

)

select * from operations_systems
