-- The learner-days are the effective sessions, summed; catches days that a load did not recompute.
with

sessions_by_day as (

    select
        learner_day_id,
        sum(effective_seconds) as effective_seconds
    from {{ ref('fct_learning_sessions') }}
    where is_effective
    group by learner_day_id

)

select
    coalesce(learner_days.learner_day_id, sessions_by_day.learner_day_id) as learner_day_id,
    learner_days.effective_seconds,
    sessions_by_day.effective_seconds as session_seconds
from {{ ref('fct_learner_days') }} as learner_days
full outer join sessions_by_day on learner_days.learner_day_id = sessions_by_day.learner_day_id
where
    learner_days.learner_day_id is null
    or sessions_by_day.learner_day_id is null
    or learner_days.effective_seconds <> sessions_by_day.effective_seconds
