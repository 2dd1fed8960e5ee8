with

lines as (

    select * from {{ ref('stg_online_retail__invoice_lines') }}

),

latest_records as (

    select max(invoiced_at_local) as latest_record_at_local
    from lines

),

source_systems as (

    select
        cast('online_retail' as {{ dbt.type_string() }}) as source_name,
        latest_record_at_local,
        cast({{ dbt.dateadd('day', -1, 'latest_record_at_local') }} as date) as data_through_date
    from latest_records

)

select * from source_systems
