select
    id as visit_id,
    visited_on as visited_date,
    page
from {{ source('web', 'visits') }}
