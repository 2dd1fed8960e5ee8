with

shifts as (

    {{ latest_versions(ref('stg_factory__machine_shifts'), key='machine_shift_id') }}

),

limited as (

    select
        machine_shift_id,
        machine_name,
        line_name,
        shift_name,
        downtime_reason,
        shift_date,
        planned_minutes,
        run_minutes,
        case when run_minutes > planned_minutes then planned_minutes else run_minutes end as productive_minutes,
        downtime_minutes,
        units_made,
        units_defective
    from shifts

)

select * from limited
