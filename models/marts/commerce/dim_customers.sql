with

partners as (

    select * from {{ ref('int_partners_identified') }}

),

customers as (

    select
        customer_id,
        member_id,
        customer_type,
        count(*) as partner_count
    from partners
    group by customer_id, member_id, customer_type

)

select * from customers
