-- business weeks begin on Sunday; fiscal years on the first of April; a quarter of 13 weeks is 4 + 4 + 5
with

days as (

    select
        cast(day as date) as date_day,
        cast(date_diff('day', date '2022-12-26', day) as integer) as day_number
    from range(date '2023-01-01', date '2027-01-01', interval 1 day) as days (day)

)

select
    date_day,
    cast(date_day - to_days(cast(isodow(date_day) % 7 as integer)) as date) as week_start_date,
    cast(date_trunc('year', date_day - interval 3 month) + interval 3 month as date) as fiscal_year_start_date,
    date_day - case
        when day_number % 91 < 28 then day_number % 91
        when day_number % 91 < 56 then day_number % 91 - 28
        else day_number % 91 - 56
    end as period_445_start_date
from days
