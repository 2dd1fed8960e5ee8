-- Orders, refunds, answers and learning events lie in the past of their own system's latest record.
with

latest_days as (

    select
        source_name,
        {{ to_business_date('latest_record_at') }} as latest_date
    from {{ ref('dim_source_systems') }}

),

happenings as (

    select
        'odoo' as source_name,
        order_id as happening_id,
        ordered_date as happened_date
    from {{ ref('fct_orders') }}

    union all

    select
        'odoo' as source_name,
        cast(refund_id as {{ dbt.type_string() }}) as happening_id,
        refunded_date as happened_date
    from {{ ref('fct_refunds') }}

    union all

    select
        'hubspot' as source_name,
        cast(submission_id as {{ dbt.type_string() }}) as happening_id,
        submitted_date as happened_date
    from {{ ref('fct_nps_answers') }}

    union all

    select
        'segment' as source_name,
        session_id as happening_id,
        session_date as happened_date
    from {{ ref('fct_learning_sessions') }}

)

select
    happenings.source_name,
    happenings.happening_id,
    happenings.happened_date
from happenings
inner join latest_days on happenings.source_name = latest_days.source_name
where happenings.happened_date > latest_days.latest_date
