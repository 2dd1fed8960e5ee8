with

events as (

    {{ latest_versions(ref('stg_classroom__document_events'), key='event_id') }}

),

events_by_people as (

    select
        event_id,
        document_id,
        company_id,
        actor_id,
        department,
        action = 'edited' as is_edit,
        plan = 'paid' as is_paid,
        occurred_at,
        occurred_date,
        {{ month_start('occurred_date') }} as occurred_month
    from events
    where actor_type = 'person'

),

documents_by_month as (

    select
        document_id,
        occurred_month,
        count(distinct department) as department_count
    from events_by_people
    where is_edit
    group by document_id, occurred_month

),

counted as (

    select
        events_by_people.*,
        coalesce(documents_by_month.department_count, 0) as department_count
    from events_by_people
    left join documents_by_month
        on
            events_by_people.document_id = documents_by_month.document_id
            and events_by_people.occurred_month = documents_by_month.occurred_month

)

select * from counted
