-- Dirt of the classroom app, counted from what was delivered.
select
    'events_of_integrations' as planted,
    count(distinct id) as found
from raw.classroom__document_events
where actor_type = 'integration'

union all

select
    'teachers_in_two_departments' as planted,
    count(*) as found
from (
    select person
    from document_events
    group by person
    having count(distinct department) > 1
)

union all

select
    'document_events_late' as planted,
    count(distinct id) as found
from raw.classroom__document_events
where received_at >= occurred_at + interval 1 hour
