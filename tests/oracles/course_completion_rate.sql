-- Share of the period's enrolments that were completed within 30 days; day 30 still counts. An enrolment is a learner's
-- first one in a course, and belongs to the period of enrolling once its 30 days are over on 2026-11-15.
with

enrolments as (

    select distinct on (learner_id, course_id)
        learner_id,
        course_id,
        subject,
        platform,
        business_day as enrolled_date
    from learner_events
    where event = 'Course Enrolled'
    order by learner_id, course_id, happened_at, message_id

),

first_completions as (

    select
        learner_id,
        course_id,
        min(business_day) as completed_date
    from learner_events
    where event = 'Course Completed'
    group by learner_id, course_id

)

select
    period_of(enrolled_date) as period_start,
    case getvariable('dimension')
        when 'total' then 'total'
        when 'subject' then subject
        when 'platform' then platform
        when 'course' then course_id
    end as member,
    cast(count(*) filter (where completed_date between enrolled_date and enrolled_date + 30) as double) as numerator,
    cast(count(*) as double) as denominator,
    numerator / denominator as value
from enrolments
left join first_completions using (learner_id, course_id)
where enrolled_date + 30 <= date '2026-11-15'
group by period_start, member
