with

deliveries as (

    select * from {{ ref('int_learner_events_delivered') }}
    where is_learning_event

),

messages as (

    select
        message_id,
        max(_loaded_at) as _loaded_at
    from deliveries
    group by message_id

),

learner_days as (

    select
        deliveries.learner_day_id,
        max(messages._loaded_at) as _loaded_at
    from deliveries
    inner join messages on deliveries.message_id = messages.message_id
    group by deliveries.learner_day_id

)

select * from learner_days
