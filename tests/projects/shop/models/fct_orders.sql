{{ config(materialized='incremental', unique_key='order_id', incremental_strategy='delete+insert') }}

select
    id as order_id,
    store_id,
    cast((ordered_at at time zone 'UTC') at time zone '{{ var("business_timezone") }}' as date) as ordered_date,
    amount as order_amount,
    is_returned,
    _loaded_at
from (
    -- an order that is delivered again replaces what was known of it
    select
        *,
        row_number() over (partition by id order by _loaded_at desc, _source_file desc) as delivery
    from {{ source('shop', 'orders') }}
    {% if is_incremental() %}
    where _loaded_at > (select max(_loaded_at) from {{ this }})
    {% endif %}
) as deliveries
where delivery = 1
