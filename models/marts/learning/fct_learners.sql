with

effective_sessions as (

    select
        *,
        row_number() over (partition by learner_id order by started_at, session_id) as session_rank
    from {{ ref('fct_learning_sessions') }}
    where is_effective

),

source_systems as (

    select * from {{ ref('dim_source_systems') }}
    where source_name = 'segment'

),

first_sessions as (

    select
        learner_id,
        session_date as first_active_date,
        platform as first_platform,
        subject as first_subject,
        cast({{ dbt.dateadd('day', var('retention_window_days'), 'session_date') }} as date) as window_end_date
    from effective_sessions
    where session_rank = 1

),

returning_learners as (

    select distinct first_sessions.learner_id
    from first_sessions
    inner join effective_sessions
        on
            first_sessions.learner_id = effective_sessions.learner_id
            and first_sessions.first_active_date < effective_sessions.session_date
            and first_sessions.window_end_date >= effective_sessions.session_date

),

learners as (

    select
        first_sessions.learner_id,
        first_sessions.first_active_date,
        first_sessions.first_platform,
        first_sessions.first_subject,
        first_sessions.window_end_date <= source_systems.data_through_date as is_mature,
        returning_learners.learner_id is not null as is_retained_within_7_days
    from first_sessions
    cross join source_systems
    left join returning_learners on first_sessions.learner_id = returning_learners.learner_id

)

select * from learners
