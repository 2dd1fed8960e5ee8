-- filled by bench/events.py
select cast(null as date) as date_day
