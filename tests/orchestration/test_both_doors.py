"""Through Dagster: the release of `lodestar build`, value by value, and a month frozen from it.

Of the shop; of the demo company, which takes a minute more, in a thorough test.
"""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from itertools import chain
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from lodestar.releases.release import current_release
from lodestar.settings import open_project

pytestmark = pytest.mark.slow

BUILT = {"hub", "raw", "target"}
PUBLISHED = {
    "shop": ("metric_values", "metric_catalog", "metric_lineage", "store_scorecard"),
    "beacon": ("metric_values", "metric_catalog", "metric_lineage", "store_scorecard", "learning_weekly"),
}
LAST_MONTH = {"shop": "2026-01", "beacon": "2026-10"}
"""The last month that is over and final in the data of each project."""


@pytest.fixture(scope="module", params=["shop", pytest.param("demo", marks=pytest.mark.thorough)])
def built(request):
    """A project that `lodestar build` published. Never change it."""
    if request.param == "demo":
        return request.getfixturevalue("demo_hub").project
    return open_project(request.getfixturevalue("_published"))


@pytest.fixture(scope="module")
def refreshed(built, tmp_path_factory):
    """The same project, refreshed by Dagster from the raw files that `lodestar build` read."""
    from orchestration.definitions import definitions_of

    copy = shutil.copytree(
        built.root,
        tmp_path_factory.mktemp("refreshed") / "project",
        ignore=lambda folder, names: BUILT.intersection(names) if Path(folder) == built.root else (),
    )
    project = open_project(copy, raw_dir=built.raw_dir)
    definitions = definitions_of(project)
    with dg.DagsterInstance.ephemeral() as instance:
        assert definitions.resolve_job_def("refresh").execute_in_process(instance=instance).success
    return project


@pytest.fixture
def review(refreshed):
    """Freezes a month as the monthly review does."""
    from orchestration.definitions import definitions_of

    job = definitions_of(refreshed).resolve_job_def("review")

    def freeze(month):
        with dg.DagsterInstance.ephemeral() as instance:
            return job.execute_in_process(instance=instance, partition_key=month, raise_on_error=False)

    return freeze


def rows(project, table):
    """The table's rows in an order of their own: what is no float, as text, and the floats."""
    with duckdb.connect(str(current_release(project.hub_dir).database), read_only=True) as connection:
        found = connection.execute(f"select * from hub.{table}").fetchall()
    return sorted(
        (
            [str(cell) for cell in row if not isinstance(cell, float)],
            [cell for cell in row if isinstance(cell, float)],
        )
        for row in found
    )


def test_both_doors_publish_the_same_rows(refreshed, built):
    """DuckDB adds floats up in the order in which its threads come by, so their last digits may differ."""
    for table in PUBLISHED[built.name]:
        here, there = rows(refreshed, table), rows(built, table)

        assert here, table
        assert [texts for texts, _ in here] == [texts for texts, _ in there], table
        pairs = zip(chain(*(floats for _, floats in here)), chain(*(floats for _, floats in there)), strict=True)
        assert all(math.isclose(mine, theirs, rel_tol=1e-12, abs_tol=1e-12) for mine, theirs in pairs), table


def test_both_doors_publish_the_same_check_results(refreshed, built):
    def checks(project):
        return Counter(json.dumps(check) for check in current_release(project.hub_dir).facts["checks"])

    assert checks(refreshed)
    assert checks(refreshed) == checks(built)


def test_a_month_is_frozen_once_and_a_second_freeze_changes_nothing(refreshed, review):
    def files():
        found = (path for path in refreshed.ledger_dir.rglob("*") if path.is_file())
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in found}

    month = LAST_MONTH[refreshed.name]
    first = review(month)
    frozen = files()
    second = review(month)

    assert first.success
    assert second.success
    assert frozen["values.csv"][0].startswith(b"metric_name,metric_version")
    assert files() == frozen
    reported = [run.asset_materializations_for_node("monthly_review")[0].metadata for run in (first, second)]
    assert reported[0]["values frozen now"].value > 0
    assert reported[1]["values frozen now"].value == 0
