with

events as (

    select * from {{ ref('int_document_events_counted') }}

),

judged as (

    select
        event_id,
        document_id,
        coalesce(company_id, 0) as company_id,
        department,
        is_edit,
        is_edit and department_count >= {{ var('cross_department_count') }} as is_cross_department_edit,
        occurred_date
    from events

)

select * from judged
