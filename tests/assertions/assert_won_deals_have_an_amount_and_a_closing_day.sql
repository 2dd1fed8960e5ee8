-- Without either, a signed deal would be missing from bookings.
select
    deal_id,
    deal_amount,
    closed_date
from {{ ref('fct_deals') }}
where
    is_won
    and (deal_amount is null or closed_date is null)
