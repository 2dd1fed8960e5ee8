with

submissions as (

    {{ latest_versions(ref('stg_hubspot__feedback_submissions'), key='submission_id') }}

),

contacts as (

    select * from {{ ref('int_contacts_resolved') }}

),

nps_answers as (

    select
        submissions.submission_id,
        contacts.member_id,
        submissions.survey_channel,
        submissions.score,
        case
            when submissions.score >= 9 then 100
            when submissions.score <= 6 then -100
            else 0
        end as nps_points,
        submissions.submitted_date
    from submissions
    left join contacts on submissions.contact_id = contacts.contact_id
    where
        submissions.survey_type = 'NPS'
        and not submissions.is_deleted

)

select * from nps_answers
