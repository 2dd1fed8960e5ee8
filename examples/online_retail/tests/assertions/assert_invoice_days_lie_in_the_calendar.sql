-- A day outside the time spine would silently drop out of the metrics.
select invoices.invoiced_date
from {{ ref('fct_invoices') }} as invoices
left join {{ ref('dim_dates') }} as dates on invoices.invoiced_date = dates.date_day
where dates.date_day is null
