{# A text that is the same for the same value and says nothing of it to whoever lacks the salt: salted SHA-256. NULL
   stays NULL. The salt lives in a function of the database, made anew for each run, so that no compiled SQL holds it. #}
{% macro pseudonymised(column) -%}
    {%- if execute and flags.WHICH in ('build', 'run') %}{% do lodestar_salt(model.name) %}{% endif -%}
    lodestar_pseudonym(cast({{ column }} as {{ 'varchar' if target.type == 'duckdb' else 'text' }}))
{%- endmacro %}

{# For `on-run-start` of a project that uses `pseudonymised`. #}
{% macro prepare_pseudonyms() %}
    {% if execute and flags.WHICH in ('build', 'run') %}
        {% set salt = lodestar_salt('prepare_pseudonyms') | replace("'", "''") %}
        {% if target.type == 'duckdb' %}
            {% do run_query("create or replace macro main.lodestar_pseudonym(known) as sha256('" ~ salt ~ "' || known)") %}
        {% else %}
            {% do run_query(
                "create or replace function lodestar_pseudonym(known text) returns text language sql immutable as $pseudonym$ "
                ~ "select encode(sha256(convert_to('" ~ salt ~ "' || known, 'UTF8')), 'hex') $pseudonym$"
            ) %}
        {% endif %}
    {% endif %}
    {% do return('') %}
{% endmacro %}

{% macro lodestar_salt(place) %}
    {% set salt = env_var('LODESTAR_SALT', '') %}
    {% if salt | length < 16 %}
        {% do exceptions.raise_compiler_error(
            place ~ " pseudonymises, but LODESTAR_SALT in the environment is no salt of at least 16 characters. "
            ~ "Set it, to the same text for every build: another salt makes other people of the same ones."
        ) %}
    {% endif %}
    {% do return(salt) %}
{% endmacro %}
