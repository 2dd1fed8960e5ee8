-- filled by bench/events.py
select
    cast(null as bigint) as signup_id,
    cast(null as bigint) as user_id,
    cast(null as date) as signup_date,
    cast(null as varchar) as channel,
    cast(null as timestamp) as _loaded_at
