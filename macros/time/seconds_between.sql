{#- Seconds from one timestamp to a later one, exact to the millisecond: a gap of 300.000 s is not more than 300. -#}
{% macro seconds_between(earlier, later) -%}
    {{ return(adapter.dispatch('seconds_between', 'beacon')(earlier, later)) }}
{%- endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    cast(extract(epoch from {{ later }} - {{ earlier }}) as decimal(18, 3))
{%- endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
    cast((epoch_ms({{ later }}) - epoch_ms({{ earlier }})) / 1000.0 as decimal(18, 3))
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    cast((unix_millis({{ later }}) - unix_millis({{ earlier }})) / 1000.0 as decimal(18, 3))
{%- endmacro %}
