{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='message_id',
    on_schema_change='fail'
) }}

with

deliveries as (

    select * from {{ ref('int_learner_events_delivered') }}
    where is_learning_event

),

arrived_messages as (

    select distinct message_id
    from deliveries
    where {{ newly_loaded() }}

),

-- all copies of a message that arrived, also those of earlier loads
copies as (

    select
        deliveries.*,
        row_number() over (
            partition by deliveries.message_id
            order by deliveries.received_at, deliveries._source_file, deliveries._source_line
        ) as receipt_rank
    from deliveries
    inner join arrived_messages on deliveries.message_id = arrived_messages.message_id

),

first_copies as (

    select
        message_id,
        learner_id,
        learner_day_id,
        event_name,
        course_id,
        subject,
        platform,
        occurred_at,
        occurred_date,
        received_at,
        _loaded_at
    from copies
    where receipt_rank = 1

)

select * from first_copies
