with

source as (

    select * from {{ source('factory', 'machine_shifts') }}

),

renamed as (

    select
        -- ids
        id as machine_shift_id,
        machine_id,

        -- text
        machine_name,
        line_name,
        shift as shift_name,
        downtime_reason,

        -- numbers
        planned_minutes,
        run_minutes,
        downtime_minutes,
        units_made,
        units_defective,

        -- timestamps
        started_at,
        {{ to_business_date('started_at') }} as shift_date,
        recorded_at as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
