"""Fingerprints move with every change of meaning and with no change of words, over all metrics and models of the demo.

Changes are made by walking all that was compiled: every node of every query, every key of every definition. dbt's own
lineage says which metrics a change must move; all others must stay. Each test takes a part of the changes; marked
thorough, it takes all of them. Not covered: whether a change of meaning moves numbers on the data at hand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from bench.declared import ROOT, copy_project
from lodestar.catalog.meaning import model_meanings
from lodestar.dbt.checkout import check_out
from lodestar.governance.fingerprints import fingerprints
from lodestar.settings import open_project
from tests.oracles.mutations.compiled import compile_project, moved
from tests.oracles.mutations.definition_meaning import Definitions
from tests.oracles.mutations.definition_words import conditions_split_and_joined, words_of_definitions
from tests.oracles.mutations.file_edits import MEANING, WORDS, rewritten
from tests.oracles.mutations.node_meaning import changes_of_nodes, words_of_nodes
from tests.oracles.mutations.sql_meaning import sites
from tests.oracles.mutations.sql_words import changes_of_layout, plain, quoted, word_sites


def every(step):
    """Each `step`-th change here, and all of them in a thorough test."""
    return pytest.mark.parametrize(
        "step", [pytest.param(step, id="some"), pytest.param(1, id="all", marks=pytest.mark.thorough)]
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    base = tmp_path_factory.mktemp("demo")
    return compile_project(open_project(copy_project(ROOT, base / "project")), base / "checkout")


def queries(demo):
    """dbt's id, key of the changed text, and the text: every model, incremental ones both ways."""
    for unique_id, node in demo.models.items():
        yield unique_id, "compiled_code", node["compiled_code"]
        if unique_id in demo.incremental:
            yield unique_id, "incremental_sql", demo.incremental[unique_id]


def test_the_demo_has_36_governed_metrics_and_all_its_models_are_compiled(demo):
    assert len(demo.catalog.governed) == 36
    assert all(node["compiled_code"] for node in demo.models.values())
    assert len(demo.incremental) == 4


@every(12)
def test_every_change_of_a_query_moves_the_metrics_that_are_made_from_it_and_no_others(demo, step):
    found = [(*query, site) for query in queries(demo) for site in sites(query[2])]
    plain_sql = {(unique_id, key): plain(sql) for unique_id, key, sql in queries(demo)}
    before = {at: demo.upstream(demo.meanings(at[0], {at[1]: sql})) for at, sql in plain_sql.items()}
    changed = 0
    for unique_id, key, _, site in found[::step]:
        text = site.changed()
        assert text != plain_sql[unique_id, key], f"{site.kind} of {unique_id} changes nothing"
        after = demo.upstream(demo.meanings(unique_id, {key: text}))
        assert moved(before[unique_id, key], after) == demo.readers([unique_id]), (site.kind, unique_id, text)
        changed += 1

    assert len(found) > 3800
    assert changed > 300


@every(4)
def test_no_change_of_words_in_a_query_moves_a_metric(demo, step):
    found = [(*query, site) for query in queries(demo) for site in word_sites(query[2])]
    for unique_id, key, sql, site in found[::step]:
        before, after = (demo.meanings(unique_id, {key: said})[unique_id] for said in (plain(sql), site.changed()))
        assert before == after, (site.kind, unique_id, site.changed())

    assert len(found) > 1600
    assert len(found[::step]) > 300


@every(3)
def test_no_change_of_layout_in_a_query_moves_a_metric(demo, step):
    found = [(*query, change) for query in queries(demo) for change in changes_of_layout(query[2])]
    found += [(unique_id, key, plain(sql), ("quotes", quoted(sql))) for unique_id, key, sql in queries(demo)]
    for unique_id, key, sql, (kind, text) in found[::step]:
        before, after = (demo.meanings(unique_id, {key: said})[unique_id] for said in (sql, text))
        assert before == after, (kind, unique_id, text)

    assert len(found) > 300


@every(5)
def test_every_change_of_a_definition_moves_the_metrics_that_say_it_and_no_others(demo, step):
    found = list(Definitions(demo))
    before = demo.definitions()
    for change, semantic in found[::step]:
        assert moved(before, demo.definitions(semantic)) == change.moves, change

    assert len(found) > 1700
    assert len(found[::step]) > 300


@every(7)
def test_no_change_of_words_in_a_definition_moves_a_metric(demo, step):
    found = list(words_of_definitions(demo))
    before = demo.definitions()
    for kind, where, semantic in found[::step]:
        assert demo.definitions(semantic) == before, (kind, where)
    for where, one, other in list(conditions_split_and_joined(demo))[::step]:
        assert demo.definitions(one) == demo.definitions(other), where

    assert len(found[::step]) > 150


@every(3)
def test_every_setting_that_moves_rows_moves_the_metrics_that_read_them(demo, step):
    found = list(changes_of_nodes(demo))
    before = demo.upstream(demo.meanings())
    for kind, unique_id, changed in found[::step]:
        after = demo.upstream(demo.meanings(unique_id, changed))
        assert moved(before, after) == demo.readers([unique_id]), (kind, unique_id, changed)

    assert len(found) > 700


def test_no_setting_that_moves_no_rows_moves_a_metric(demo):
    before = demo.meanings()
    for kind, unique_id, changed in words_of_nodes(demo):
        assert demo.meanings(unique_id, changed) == before, (kind, unique_id)


@pytest.mark.parametrize(
    "through",
    [
        None,
        {"model": "dim_dates", "column": "data_through_date", "where": {"source_name": "odoo"}},
        {"model": "dim_source_systems", "column": "latest_record_at", "where": {"source_name": "odoo"}},
        {"model": "dim_source_systems", "column": "data_through_date", "where": {"source_name": "segment"}},
        {"model": "dim_source_systems", "column": "data_through_date"},
    ],
)
def test_where_data_end_is_part_of_a_definition(demo, through):
    before, after = demo.definitions(), demo.definitions(meta={"orders": {"data_through": through}})

    assert moved(before, after) == {"average_order_value", "net_revenue", "orders", "return_rate"}


def test_the_time_zone_of_a_mart_is_part_of_a_definition(demo):
    meta = demo.models["model.beacon.fct_nps_answers"]["config"]["meta"]["lodestar"]
    said = [
        demo.definitions(meta={"nps_answers": meta | zone})
        for zone in ({}, {"time_zone": "UTC"}, {"time_zone": "Asia/Shanghai"})
    ]

    assert moved(said[0], said[1]) == moved(said[1], said[2]) == {"nps"}


def test_the_weekday_that_a_week_begins_with_is_part_of_weekly_definitions(demo):
    weekly = {metric.name for metric in demo.catalog.governed if "week" in metric.contract.grains}

    assert moved(demo.definitions(), demo.definitions(week_start="sunday")) == weekly


def test_a_grain_of_the_calendar_means_its_column(demo):
    at = next(n for n, m in enumerate(demo.catalog.semantic_manifest["metrics"]) if m["name"] == "orders")
    path = ("metrics", at, "config", "meta", "lodestar", "grains")
    semantic = demo.semantics_with(path, ["business_week"])
    spine = demo.catalog.time_spine
    others = [
        replace(spine, custom_grains={"business_week": "month_start_date"}),
        replace(spine, column="another_day"),
    ]

    before = demo.definitions(semantic)
    for other in others:
        assert moved(before, demo.definitions(semantic, catalog=replace(demo.catalog, time_spine=other))) == {"orders"}


def test_an_environment_may_put_tables_wherever_it_likes(demo):
    texts = json.dumps([demo.manifest["nodes"], demo.incremental])
    for schema in ("staging", "intermediate", "marts"):
        texts = texts.replace(rf"\"warehouse\".\"{schema}\".", rf"\"prod\".\"dbt_chen_{schema}\".")
    nodes, incremental = json.loads(texts)

    assert nodes != demo.manifest["nodes"]
    assert model_meanings(demo.manifest | {"nodes": nodes}, incremental) == demo.meanings()


def test_fingerprints_are_the_same_in_every_process(demo, tmp_path):
    (tmp_path / "compiled.json").write_text(json.dumps([demo.manifest, demo.incremental]), encoding="utf-8")
    (tmp_path / "manifest.json").write_text(json.dumps(demo.manifest), encoding="utf-8")
    (tmp_path / "semantic_manifest.json").write_text(json.dumps(demo.catalog.semantic_manifest), encoding="utf-8")
    program = """
import json, pathlib, sys
from lodestar.catalog.catalog import read_catalog
from lodestar.catalog.meaning import model_meanings
from lodestar.dbt.checkout import check_out
from lodestar.governance.fingerprints import fingerprints
from lodestar.governance.fingerprints import fingerprints
folder = pathlib.Path(sys.argv[1])
manifest, incremental = json.loads((folder / "compiled.json").read_text(encoding="utf-8"))
print(sorted(fingerprints(read_catalog(folder), model_meanings(manifest, incremental), week_start="monday").items()))
"""
    said = [
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert said[0] == said[1]
    assert said[0].count("Fingerprint") == 36


@pytest.fixture(scope="module")
def checked_out(tmp_path_factory):
    """What `check_out` says of the demo with other files: part of the fingerprint -> metric -> hash."""
    base = tmp_path_factory.mktemp("edited")
    project = open_project(copy_project(ROOT, base / "project"))

    def read(edits=()):
        checkout = check_out(project, base / "checkout", rewritten=rewritten(project.root, edits))
        found = fingerprints(checkout.catalog, checkout.meanings, week_start=checkout.project.week_start)
        return {part: {name: getattr(f, part) for name, f in found.items()} for part in ("definition", "upstream")}

    return read


@pytest.fixture(scope="module")
def untouched(checked_out):
    return checked_out()


@pytest.mark.thorough
@pytest.mark.parametrize("edits", MEANING.values(), ids=MEANING)
def test_an_edit_of_a_file_moves_the_metrics_that_depend_on_it_and_no_others(demo, checked_out, untouched, edits):
    after = checked_out(edits)

    for part in ("definition", "upstream"):
        expected = frozenset().union(*(getattr(edit, part)(demo) for edit in edits))
        assert moved(untouched[part], after[part]) == expected, part


@pytest.mark.slow
def test_edits_of_words_in_many_files_move_nothing(checked_out, untouched):
    assert checked_out(WORDS) == untouched
