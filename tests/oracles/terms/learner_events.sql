-- What signed-in people did in the app: bots and visitors left out, each message once in the copy received first. An
-- event happened when the device says, or when we received it if the device clock runs more than 5 minutes ahead.
create or replace temp table learner_events as

with

calls as (

    select
        messageId as message_id,
        userId as learner_id,
        event,
        properties ->> '$.subject' as subject,
        properties ->> '$.course_id' as course_id,
        context ->> '$.device.type' as platform,
        context ->> '$.userAgent' as user_agent,
        cast("timestamp" as timestamp) as device_at,
        cast(receivedAt as timestamp) as received_at,
        _source_file,
        _source_line
    from raw.segment__tracks

),

received_first as (

    select distinct on (message_id) *
    from calls
    order by message_id, received_at, _source_file, _source_line

)

select
    * exclude (user_agent, _source_file, _source_line),
    case when device_at > received_at + interval 5 minutes then received_at else device_at end as happened_at,
    business_date(happened_at) as business_day
from received_first
where
    learner_id is not null
    and not coalesce(regexp_matches(user_agent, 'bot|headless|monitor', 'i'), false);
