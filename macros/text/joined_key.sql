{#- One text key out of several parts: joined_key("'sale'", 'sale_order_id') gives 'sale-123'. -#}
{% macro joined_key() -%}
    {%- for part in varargs -%}
        {%- if not loop.first %} || '-' || {% endif -%}
        cast({{ part }} as {{ dbt.type_string() }})
    {%- endfor -%}
{%- endmacro %}
