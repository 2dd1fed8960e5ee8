with

course_events as (

    select * from {{ ref('int_learner_events_delivered') }}
    where not is_learning_event

),

source_systems as (

    select * from {{ ref('dim_source_systems') }}
    where source_name = 'segment'

),

enrolled_events as (

    select
        *,
        row_number() over (
            partition by learner_id, course_id
            order by occurred_at, message_id, received_at, _source_file, _source_line
        ) as enrolment_rank
    from course_events
    where event_name = 'Course Enrolled'

),

first_enrolments as (

    select
        *,
        cast({{ dbt.dateadd('day', var('completion_window_days'), 'occurred_date') }} as date) as window_end_date
    from enrolled_events
    where enrolment_rank = 1

),

completions as (

    select
        first_enrolments.learner_id,
        first_enrolments.course_id,
        min(course_events.occurred_date) as completed_date
    from first_enrolments
    inner join course_events
        on
            first_enrolments.learner_id = course_events.learner_id
            and first_enrolments.course_id = course_events.course_id
            and first_enrolments.occurred_date <= course_events.occurred_date
    where course_events.event_name = 'Course Completed'
    group by first_enrolments.learner_id, first_enrolments.course_id

),

enrolments as (

    select
        {{ joined_key('first_enrolments.learner_id', 'first_enrolments.course_id') }} as enrolment_id,
        first_enrolments.learner_id,
        first_enrolments.course_id,
        first_enrolments.subject,
        first_enrolments.platform,
        first_enrolments.occurred_date as enrolled_date,
        completions.completed_date,
        first_enrolments.window_end_date <= source_systems.data_through_date as is_mature,
        coalesce(completions.completed_date <= first_enrolments.window_end_date, false) as is_completed_in_time
    from first_enrolments
    cross join source_systems
    left join completions
        on
            first_enrolments.learner_id = completions.learner_id
            and first_enrolments.course_id = completions.course_id

)

select * from enrolments
