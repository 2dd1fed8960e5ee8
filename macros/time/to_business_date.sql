{#- The calendar day of a UTC timestamp in the business time zone, whatever the zone of the session. -#}
{% macro to_business_date(utc_timestamp) -%}
    {{ return(adapter.dispatch('to_business_date', 'beacon')(utc_timestamp)) }}
{%- endmacro %}

{% macro default__to_business_date(utc_timestamp) -%}
    cast(({{ utc_timestamp }} at time zone 'UTC') at time zone '{{ var("business_timezone") }}' as date)
{%- endmacro %}

{% macro spark__to_business_date(utc_timestamp) -%}
    to_date(from_utc_timestamp({{ utc_timestamp }}, '{{ var("business_timezone") }}'))
{%- endmacro %}
