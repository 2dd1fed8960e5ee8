{#- The first day of a date's week, by the weekday in var week_start. 1 January 1900 was a Monday. -#}
{% macro business_week_start(date) -%}
    {%- set weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] -%}
    {%- set first_week = "cast('1900-01-0" ~ (weekdays.index(var('week_start')) + 1) ~ "' as date)" -%}
    {%- set days_into_week = 'mod(' ~ dbt.datediff(first_week, date, 'day') ~ ', 7)' -%}
    cast({{ dbt.dateadd('day', '-' ~ days_into_week, date) }} as date)
{%- endmacro %}
