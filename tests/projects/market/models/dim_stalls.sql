select
    id as stall_id,
    name as stall_name
from {{ source('office', 'stalls') }}
qualify row_number() over (partition by id order by _loaded_at desc, _source_line desc) = 1
