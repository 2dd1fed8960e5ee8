{#-
  A hook for models that are replaced by learner-day. When an earlier-received copy of an event arrives late, the event
  can leave a day that then has no rows to replace the old ones; this removes what no longer stands on anything.
-#}
{% macro delete_learner_days_missing_from(relation, condition='true') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where learner_day_id not in (select learner_day_id from {{ relation }} where {{ condition }})
    {%- endif -%}
{%- endmacro %}
