{#-
  In a where clause of an incremental model: keeps rows that arrived with or after the last load this model has seen.
  Says `true` when the model is built from nothing. Arrival decides, never event time: late events are not lost.
-#}
{% macro newly_loaded(loaded_at='_loaded_at') -%}
    {%- if is_incremental() -%}
        {{ loaded_at }} >= (
            select coalesce(max(seen._loaded_at), cast('1970-01-01' as timestamp))
            from {{ this }} as seen
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
