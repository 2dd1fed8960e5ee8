{#-
  The UTC moment that an ISO 8601 text names. The text carries its own offset ('Z', '+08:00'): a plain cast to
  timestamp would ignore it in DuckDB, so it goes through a type that knows time zones.
-#}
{% macro utc_timestamp(iso_text) -%}
    {{ return(adapter.dispatch('utc_timestamp', 'beacon')(iso_text)) }}
{%- endmacro %}

{% macro default__utc_timestamp(iso_text) -%}
    cast({{ iso_text }} as timestamp with time zone) at time zone 'UTC'
{%- endmacro %}

{% macro spark__utc_timestamp(iso_text) -%}
    to_utc_timestamp(cast({{ iso_text }} as timestamp), current_timezone())
{%- endmacro %}
