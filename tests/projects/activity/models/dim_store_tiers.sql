select * from {{ source('raw', 'store_tiers') }}
