select
    cast(day as date) as date_day,
    -- the business week begins on the weekday that the project says
    cast(day - to_days(cast((isodow(day) - {{ {'monday': 1, 'sunday': 7}[var('week_start')] }} + 7) % 7 as integer)) as date)
        as week_start_date
from range(date '2025-12-01', date '2027-01-01', interval 1 day) as days (day)
