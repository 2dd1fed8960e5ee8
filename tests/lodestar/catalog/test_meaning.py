"""The meaning of a model moves with what can move a row of it, and with nothing else."""

from __future__ import annotations

import copy

import pytest

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.catalog.meaning import ancestors, model_meanings, upstream_digest

MODEL, SNAPSHOT = "model.x.orders", "snapshot.x.prices"
SEED, SOURCE, FUNCTION = "seed.x.bots", "source.x.raw.orders", "function.x.taxed"


def column(data_type, **words):
    return {"data_type": data_type, "description": "", **words}


def macro(sql, *calls):
    return {"macro_sql": sql, "depends_on": {"macros": list(calls)}}


MANIFEST = {
    "metadata": {"adapter_type": "duckdb", "project_name": "x"},
    "nodes": {
        MODEL: {
            "unique_id": MODEL,
            "resource_type": "model",
            "relation_name": '"dev"."main"."orders"',
            "language": "sql",
            "raw_code": "select * from {{ source('raw', 'orders') }}",
            "compiled_code": 'select id, amount from "dev"."raw"."orders" where is_valid and amount > 0',
            "columns": {"id": column("bigint"), "amount": column("decimal(18, 2)")},
            "depends_on": {"nodes": [SOURCE], "macros": ["macro.x.clean", "macro.dbt.is_incremental"]},
            "config": {
                "materialized": "incremental",
                "unique_key": "id",
                "incremental_strategy": "delete+insert",
                "contract": {"enforced": True},
                "pre-hook": [],
                "post-hook": [{"sql": "{{ clean(this, var('days')) }}"}],
            },
        },
        SNAPSHOT: {
            "unique_id": SNAPSHOT,
            "resource_type": "snapshot",
            "relation_name": '"dev"."main"."prices"',
            "compiled_code": 'select * from "dev"."raw"."prices"',
            "columns": {},
            "depends_on": {"nodes": [], "macros": []},
            "config": {"materialized": "snapshot", "strategy": "check", "check_cols": ["a", "b"], "unique_key": ["id"]},
        },
        SEED: {
            "unique_id": SEED,
            "resource_type": "seed",
            "relation_name": '"dev"."main"."bots"',
            "checksum": {"name": "sha256", "checksum": "abc"},
            "root_path": "/nowhere",
            "original_file_path": "seeds/bots.csv",
            "columns": {},
            "config": {"column_types": {"pattern": "varchar"}, "delimiter": ","},
        },
        "test.x.not_null": {"unique_id": "test.x.not_null", "resource_type": "test"},
    },
    "sources": {
        SOURCE: {
            "unique_id": SOURCE,
            "relation_name": '"dev"."raw"."orders"',
            "schema": "raw",
            "identifier": "orders",
            "columns": {"id": column("bigint")},
            "config": {"meta": {"lodestar": {"files": "orders/*.csv"}}},
        }
    },
    "functions": {
        FUNCTION: {
            "unique_id": FUNCTION,
            "compiled_code": "amount * 1.13",
            "arguments": [{"name": "amount", "data_type": "decimal"}],
            "returns": {"data_type": "decimal"},
        }
    },
    "macros": {
        "macro.x.clean": macro(
            "{% macro clean(t, d) %}\n  delete from {{ t }} where {{ old(d) }}\n{% endmacro %}", "macro.x.old"
        ),
        "macro.x.old": macro(
            "{% macro old(d) %} age > {{ d }} and {{ is_incremental() }}{% endmacro %}", "macro.dbt.is_incremental"
        ),
        "macro.x.unused": macro("{% macro unused() %}1{% endmacro %}"),
        "macro.dbt.is_incremental": macro("{% macro is_incremental() %}a{% endmacro %}"),
    },
}
INCREMENTAL = {MODEL: 'select id, amount from "dev"."raw"."orders" where is_valid and amount > 0 and _loaded_at > 1'}


def meanings(*path, to=None, variables=None, incremental=None):
    """What the nodes mean, with another value at a path of the manifest."""
    manifest = copy.deepcopy(MANIFEST)
    if path:
        holder = manifest
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = to
    return model_meanings(manifest, incremental or INCREMENTAL, variables)


def moved(*path, **changes):
    before, after = meanings(), meanings(*path, **changes)
    return {unique_id for unique_id in before if before[unique_id] != after.get(unique_id)}


def test_models_seeds_snapshots_functions_and_sources_have_one_and_tests_have_none():
    assert set(meanings()) == {MODEL, SNAPSHOT, SEED, SOURCE, FUNCTION}


CONFIG = ("nodes", MODEL, "config")
MEANING = {
    "sql": (("nodes", MODEL, "compiled_code"), 'select id, amount from "dev"."raw"."orders" where is_valid'),
    "unique key": ((*CONFIG, "unique_key"), "other"),
    "strategy": ((*CONFIG, "incremental_strategy"), "append"),
    "predicates": ((*CONFIG, "incremental_predicates"), ["a > 1"]),
    "more predicates": ((*CONFIG, "incremental_predicates"), ["b > 1", "a > 1"]),
    "columns to merge": ((*CONFIG, "merge_update_columns"), ["amount"]),
    "batches": ((*CONFIG, "lookback"), 3),
    "never rebuilt": ((*CONFIG, "full_refresh"), False),
    "the time of events": ((*CONFIG, "event_time"), "ordered_at"),
    "made anew": ((*CONFIG, "materialized"), "table"),
    "a materialization of one's own": ((*CONFIG, "materialized"), "insert_by_period"),
    "another hook": ((*CONFIG, "post-hook"), [{"sql": "{{ clean(this, 3) }}"}]),
    "no hook": ((*CONFIG, "post-hook"), []),
    "a hook before": ((*CONFIG, "pre-hook"), ["set x = 1"]),
    "a header": ((*CONFIG, "sql_header"), "set timezone = 'UTC'"),
    "a type": (("nodes", MODEL, "columns", "amount", "data_type"), "decimal(18, 4)"),
    "types no longer enforced": ((*CONFIG, "contract", "enforced"), False),
    "a macro of a hook": (("macros", "macro.x.clean", "macro_sql"), "{% macro clean(t, d) %}{% endmacro %}"),
    "a macro of a macro of a hook": (("macros", "macro.x.old", "macro_sql"), "{% macro old(d) %}true{% endmacro %}"),
    "python": (("nodes", MODEL, "language"), "python"),
}
OF_OTHERS = {
    "content of a seed": (("nodes", SEED, "checksum", "checksum"), "abd", SEED),
    "type of a seed": (("nodes", SEED, "config", "column_types", "pattern"), "integer", SEED),
    "delimiter of a seed": (("nodes", SEED, "config", "delimiter"), ";", SEED),
    "strategy of a snapshot": (("nodes", SNAPSHOT, "config", "strategy"), "timestamp", SNAPSHOT),
    "columns of a snapshot": (("nodes", SNAPSHOT, "config", "check_cols"), ["a"], SNAPSHOT),
    "deletes of a snapshot": (("nodes", SNAPSHOT, "config", "hard_deletes"), "invalidate", SNAPSHOT),
    "sql of a snapshot": (("nodes", SNAPSHOT, "compiled_code"), "select 1", SNAPSHOT),
    "files of a source": (("sources", SOURCE, "config", "meta", "lodestar", "files"), "*.csv", SOURCE),
    "type of a source": (("sources", SOURCE, "columns", "id", "data_type"), "varchar", SOURCE),
    "table of a source": (("sources", SOURCE, "identifier"), "orders_2", SOURCE),
    "schema of a source": (("sources", SOURCE, "schema"), "raw_2", SOURCE),
    "body of a function": (("functions", FUNCTION, "compiled_code"), "amount * 1.06", FUNCTION),
    "arguments of a function": (("functions", FUNCTION, "arguments"), [], FUNCTION),
    "type of a function": (("functions", FUNCTION, "returns"), {"data_type": "double"}, FUNCTION),
}
WORDS = {
    "layout of sql": (("nodes", MODEL, "compiled_code"), MANIFEST["nodes"][MODEL]["compiled_code"].replace(" ", "\n")),
    "order of conditions": (
        ("nodes", MODEL, "compiled_code"),
        'select id, amount from "dev"."raw"."orders" where amount > 0 and is_valid -- gifts',
    ),
    "a list of one key": ((*CONFIG, "unique_key"), ["id"]),
    "order of columns": (("nodes", MODEL, "columns"), dict(reversed(MANIFEST["nodes"][MODEL]["columns"].items()))),
    "words of a column": (("nodes", MODEL, "columns", "id"), column("BIGINT", description="Which.", tags=["x"])),
    "case of a type": (("nodes", MODEL, "columns", "amount", "data_type"), "DECIMAL(18,2)"),
    "a tag": ((*CONFIG, "tags"), ["daily"]),
    "a description": (("nodes", MODEL, "description"), "Orders."),
    "indents of a hook's macro": (
        ("macros", "macro.x.clean", "macro_sql"),
        "\n\n{% macro clean(t, d) %}\n\n{# of old rows #}\n    delete from {{ t }} where {{ old(d) }}\n{% endmacro %}",
    ),
    "a macro that nobody calls": (("macros", "macro.x.unused", "macro_sql"), "{% macro unused() %}2{% endmacro %}"),
    "a newer dbt": (("macros", "macro.dbt.is_incremental", "macro_sql"), "{% macro is_incremental() %}b{% endmacro %}"),
    "order of a snapshot's columns": (("nodes", SNAPSHOT, "config", "check_cols"), ["b", "a"]),
    "the key of a snapshot": (("nodes", SNAPSHOT, "config", "unique_key"), "id"),
    "words of a source": (("sources", SOURCE, "columns", "id", "description"), "Which."),
    "a test": (("nodes", "test.x.not_null", "compiled_code"), "select 1"),
}


@pytest.mark.parametrize(("path", "to"), MEANING.values(), ids=MEANING)
def test_what_can_move_a_row_of_a_model_moves_it_alone(path, to):
    assert moved(*path, to=to) == {MODEL}


@pytest.mark.parametrize(("path", "to", "unique_id"), OF_OTHERS.values(), ids=OF_OTHERS)
def test_what_can_move_a_row_of_a_seed_a_snapshot_a_source_or_a_function_moves_it_alone(path, to, unique_id):
    assert moved(*path, to=to) == {unique_id}


@pytest.mark.parametrize(("path", "to"), WORDS.values(), ids=WORDS)
def test_words_move_nothing(path, to):
    assert moved(*path, to=to) == set()


def test_the_way_an_incremental_model_goes_on_is_part_of_it():
    assert moved(incremental={MODEL: INCREMENTAL[MODEL].replace("> 1", ">= 1")}) == {MODEL}
    assert (
        moved(incremental={MODEL: INCREMENTAL[MODEL].upper().replace('"DEV"."RAW"."ORDERS"', '"dev"."raw"."orders"')})
        == set()
    )


def test_a_variable_that_a_hook_asks_for_is_part_of_it_and_no_other():
    def of_model(variables):
        return meanings(variables=variables)[MODEL]

    assert of_model({"days": 3}) != of_model({"days": 4})
    assert of_model({"days": 3, "color": "red"}) == of_model({"days": 3, "color": "blue"})


def test_a_model_that_is_made_anew_keeps_no_rows_so_settings_of_that_say_nothing():
    def table(**config):
        manifest = copy.deepcopy(MANIFEST)
        manifest["nodes"][MODEL]["config"] |= {"materialized": "table", **config}
        return model_meanings(manifest, {})[MODEL]

    assert table(unique_key="id") == table(unique_key="other") == table(materialized="view")


def test_a_seed_too_big_for_dbt_to_read_is_read_here(tmp_path):
    """Of a seed above one megabyte dbt's checksum is its path."""
    (tmp_path / "seeds").mkdir()
    manifest = copy.deepcopy(MANIFEST)
    manifest["nodes"][SEED] |= {"root_path": str(tmp_path), "checksum": {"name": "path", "checksum": "seeds/bots.csv"}}

    def content(text):
        (tmp_path / "seeds" / "bots.csv").write_text(text, encoding="utf-8")
        return model_meanings(manifest, INCREMENTAL)[SEED]

    assert content("pattern\nbot\n") != content("pattern\nbots\n")
    assert content("pattern\nbot\n") == content("pattern\nbot\n")


def test_a_database_and_a_schema_of_an_environment_are_no_part_of_it():
    def put(relation, raw):
        manifest = copy.deepcopy(MANIFEST)
        node, source = manifest["nodes"][MODEL], manifest["sources"][SOURCE]
        sql = node["compiled_code"].replace(source["relation_name"], raw)
        node |= {"relation_name": relation, "compiled_code": sql}
        source["relation_name"] = raw
        return model_meanings(manifest, {MODEL: INCREMENTAL[MODEL].replace('"dev"."raw"."orders"', raw)})

    assert put('"prod"."marts"."orders"', '"lake"."raw"."orders"') == meanings()


def node(unique_id, *parents):
    name = unique_id.rpartition(".")[2]
    return ModelNode(unique_id, name, "s", name, name, f"{name}.sql", parents, f"ref('{name}')", "", False)


def test_upstream_goes_down_to_the_sources_and_stands_still_for_others():
    nodes = [node("m.a", "m.b", "source.x"), node("m.b", "source.y"), node("m.c", "m.a")]
    catalog = Catalog("x", "duckdb", {n.unique_id: n for n in nodes}, (), {}, {}, None, (), {})

    def digest(**changed):
        known = {"m.a": "1", "m.b": "1", "m.c": "1", "source.x": "1", "source.y": "1"}
        return upstream_digest(
            catalog, known | {key.replace("_", "."): value for key, value in changed.items()}, ["m.a"]
        )

    assert ancestors(catalog, ["m.a"]) == {"m.a", "m.b", "source.x", "source.y"}
    assert len({digest(), digest(m_a="2"), digest(m_b="2"), digest(source_x="2"), digest(source_y="2")}) == 5
    assert digest(m_c="2") == digest()
