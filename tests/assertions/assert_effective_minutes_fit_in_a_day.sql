-- One timeline per learner: however many devices, a day has 86,400 seconds.
select
    learner_day_id,
    effective_seconds
from {{ ref('fct_learner_days') }}
where effective_seconds >= 86400
