with

days as (

    {{ dbt.date_spine(
        datepart='day',
        start_date="cast('" ~ var('calendar_start') ~ "' as date)",
        end_date=dbt.dateadd('day', 1, "cast('" ~ var('calendar_end') ~ "' as date)")
    ) }}

),

dates as (

    select cast(date_day as date) as date_day
    from days

),

periods as (

    select
        date_day,
        {{ business_week_start('date_day') }} as week_start_date,
        {{ month_start('date_day') }} as month_start_date,
        cast({{ dbt.date_trunc('quarter', 'date_day') }} as date) as quarter_start_date,
        cast({{ dbt.date_trunc('year', 'date_day') }} as date) as year_start_date
    from dates

)

select * from periods
