-- A day outside the time spine would silently drop out of metrics by week.
with

days as (

    select ordered_date as date_day from {{ ref('fct_orders') }}
    union distinct
    select refunded_date as date_day from {{ ref('fct_refunds') }}
    union distinct
    select joined_date as date_day from {{ ref('dim_members') }}
    union distinct
    select submitted_date as date_day from {{ ref('fct_nps_answers') }}
    union distinct
    select case when is_won then closed_date end as date_day from {{ ref('fct_deals') }}
    union distinct
    select session_date as date_day from {{ ref('fct_learning_sessions') }}
    union distinct
    select enrolled_date as date_day from {{ ref('fct_enrolments') }}
    union distinct
    select occurred_date as date_day from {{ ref('fct_document_events') }}
    union distinct
    select created_date as date_day from {{ ref('dim_accounts') }}
    union distinct
    select acted_date as date_day from {{ ref('fct_community_actions') }}
    union distinct
    select shift_date as date_day from {{ ref('fct_machine_shifts') }}

)

select days.date_day
from days
left join {{ ref('dim_dates') }} as dim_dates on days.date_day = dim_dates.date_day
where
    days.date_day is not null
    and dim_dates.date_day is null
