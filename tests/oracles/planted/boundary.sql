-- The rows planted beside a local midnight at which a month begins, by table and id: their moment (UTC) and the
-- business month that the definitions give them.
with

dated as (

    select
        'hubspot.deals' as "table",
        cast(deal_id as varchar) as id,
        property_closedate as moment
    from raw.hubspot__deals
    where property_closedate is not null

    union

    select
        'hubspot.feedback_submissions' as "table",
        cast(id as varchar) as id,
        property_hs_submission_timestamp as moment
    from raw.hubspot__feedback_submissions

    union

    select
        'odoo.sale_order' as "table",
        name as id,
        date_order as moment
    from raw.odoo__sale_order
    where state <> 'draft'

    union

    select
        'odoo.pos_order' as "table",
        name as id,
        date_order as moment
    from raw.odoo__pos_order

    union

    select
        'segment.tracks' as "table",
        messageId as id,
        cast("timestamp" as timestamp) as moment
    from raw.segment__tracks

    union

    select
        'classroom.document_events' as "table",
        cast(id as varchar) as id,
        occurred_at as moment
    from raw.classroom__document_events

    union

    select
        'community.posts' as "table",
        cast(id as varchar) as id,
        posted_at as moment
    from raw.community__posts

)

select
    "table",
    id,
    moment,
    strftime(business_date(moment), '%Y-%m-01') as business_month
from dated
