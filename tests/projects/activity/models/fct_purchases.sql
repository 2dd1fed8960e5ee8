select * from {{ source('raw', 'purchases') }}
