{{ config(materialized='incremental', unique_key='sale_id', incremental_strategy='delete+insert') }}

select
    id as sale_id,
    stall_id,
    sold_on as sold_date,
    amount as sale_amount,
    _loaded_at
from {{ source('till', 'sales') }}
{% if is_incremental() %}
where _loaded_at > (select max(_loaded_at) from {{ this }})
{% endif %}
