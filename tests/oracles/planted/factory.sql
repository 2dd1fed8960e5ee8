-- Dirt of the factory, counted from what was delivered.
select
    'shifts_with_overtime' as planted,
    count(*) as found
from machine_shifts
where planned_minutes > 0 and run_minutes > planned_minutes

union all

select
    'shifts_unplanned' as planted,
    count(*) as found
from machine_shifts
where planned_minutes = 0 and run_minutes > 0
