with

lines as (

    select * from {{ ref('stg_online_retail__invoice_lines') }}

),

-- customer, country and day are one for an invoice; a singular test holds that
lines_by_invoice as (

    select
        invoice_number,
        max(customer_id) as customer_id,
        max(country) as country,
        min(invoiced_at_local) as invoiced_at_local,
        min(invoiced_date) as invoiced_date,
        count(*) as line_count,
        cast(sum(quantity * unit_price) as decimal(18, 3)) as invoice_amount
    from lines
    group by invoice_number

),

invoices as (

    select
        invoice_number,
        customer_id,
        country,
        case
            when invoice_number like 'C%' then 'cancellation'
            when invoice_number like 'A%' then 'adjustment'
            when invoice_amount > 0 then 'order'
            else 'uncharged'
        end as invoice_type,
        line_count,
        invoice_amount,
        invoiced_at_local,
        invoiced_date
    from lines_by_invoice

)

select * from invoices
