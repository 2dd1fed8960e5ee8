-- filled by bench/events.py
select
    cast(null as bigint) as event_id,
    cast(null as bigint) as user_id,
    cast(null as bigint) as store_id,
    cast(null as date) as event_date,
    cast(null as varchar) as platform,
    cast(null as varchar) as country,
    cast(null as decimal(18, 2)) as amount,
    cast(null as boolean) as is_paid,
    cast(null as timestamp) as _loaded_at
