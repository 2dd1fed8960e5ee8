-- filled by bench/events.py
select cast(null as bigint) as store_id, cast(null as varchar) as store_name, cast(null as varchar) as region
