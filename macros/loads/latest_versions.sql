{#-
  The rows of a staging model in their last delivered state, one per key. A record that changes is delivered again,
  whole; the greatest modified_at wins, then the later file, then the later line.
-#}
{% macro latest_versions(relation, key) -%}
    select *
    from (
        select
            *,
            row_number() over (
                partition by {{ key }}
                order by modified_at desc, _source_file desc, _source_line desc
            ) as version_recency
        from {{ relation }}
    ) as versions
    where version_recency = 1
{%- endmacro %}
