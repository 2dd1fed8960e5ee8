with

documents as (

    {{ latest_versions(ref('stg_odoo__account_moves'), key='account_move_id') }}

),

orders as (

    select * from {{ ref('int_orders_unioned') }}

),

posted_refunds as (

    select *
    from documents
    where
        move_type = 'out_refund'
        and document_status = 'posted'

),

refunds as (

    select
        posted_refunds.account_move_id as refund_id,
        orders.order_id,
        orders.store_id,
        posted_refunds.document_amount as refund_amount,
        posted_refunds.document_date as refunded_date
    from posted_refunds
    left join orders on posted_refunds.order_name = orders.order_name

)

select * from refunds
