with

events as (

    select
        *,
        row_number() over (partition by actor_id order by occurred_at, event_id) as event_rank
    from {{ ref('int_document_events_counted') }}

),

systems as (

    select * from {{ ref('dim_operations_systems') }}
    where source_name = 'classroom'

),

first_events as (

    select
        actor_id as collaborator_id,
        coalesce(company_id, 0) as company_id,
        department as first_department,
        not is_paid as began_free,
        occurred_date as began_date,
        cast({{ dbt.dateadd('day', var('paid_conversion_window_days'), 'occurred_date') }} as date) as window_end_date
    from events
    where event_rank = 1

),

first_payments as (

    select
        actor_id as collaborator_id,
        min(occurred_date) as paid_date
    from events
    where is_paid
    group by actor_id

),

collaborators as (

    select
        first_events.collaborator_id,
        first_events.company_id,
        first_events.first_department,
        first_events.began_free,
        first_events.began_date,
        first_payments.paid_date,
        first_events.began_free and first_events.window_end_date <= systems.data_through_date as is_mature,
        coalesce(first_events.began_free and first_payments.paid_date <= first_events.window_end_date, false)
            as is_paid_in_time
    from first_events
    cross join systems
    left join first_payments on first_events.collaborator_id = first_payments.collaborator_id

)

select * from collaborators
