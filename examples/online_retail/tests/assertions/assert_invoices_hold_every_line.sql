-- Revenue is over all delivered lines: none may be lost or counted twice on the way to the mart.
with

lines as (

    select
        count(*) as line_count,
        sum(quantity * unit_price) as amount
    from {{ ref('stg_online_retail__invoice_lines') }}

),

invoices as (

    select
        sum(line_count) as line_count,
        sum(invoice_amount) as amount
    from {{ ref('fct_invoices') }}

)

select
    lines.line_count,
    invoices.line_count as invoice_line_count,
    lines.amount,
    invoices.amount as invoice_amount
from lines
cross join invoices
where
    lines.line_count <> invoices.line_count
    or lines.amount <> invoices.amount
