-- fct_invoices takes them from any of its lines.
select invoice_number
from {{ ref('stg_online_retail__invoice_lines') }}
group by invoice_number
having
    count(distinct coalesce(customer_id, -1)) > 1
    or count(distinct country) > 1
    or count(distinct invoiced_date) > 1
