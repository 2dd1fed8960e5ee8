-- What each machine did in a shift, as last written up, on the business day on which the shift began.
create or replace temp table machine_shifts as

with

versions as (

    select distinct on (id) *
    from raw.factory__machine_shifts
    order by id, recorded_at desc, _source_file desc, _source_line desc

)

select
    machine_name as machine,
    line_name as line,
    planned_minutes,
    run_minutes,
    downtime_minutes,
    units_made,
    units_defective,
    business_date(started_at) as business_day
from versions;
