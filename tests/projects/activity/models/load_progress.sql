select * from {{ source('raw', 'load_progress') }}
