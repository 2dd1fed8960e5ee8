{#- The text at a dotted path of a JSON column: json_text('context', 'device.type'); null where it is absent. -#}
{% macro json_text(column, path) -%}
    {{ return(adapter.dispatch('json_text', 'beacon')(column, path)) }}
{%- endmacro %}

{% macro default__json_text(column, path) -%}
    {{ exceptions.raise_compiler_error('json_text is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__json_text(column, path) -%}
    json_extract_string({{ column }}, '$.{{ path }}')
{%- endmacro %}

{% macro postgres__json_text(column, path) -%}
    {{ column }} #>> '{{ '{' ~ path.replace('.', ',') ~ '}' }}'
{%- endmacro %}

{% macro spark__json_text(column, path) -%}
    get_json_object({{ column }}, '$.{{ path }}')
{%- endmacro %}
