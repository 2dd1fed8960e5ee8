"""The same plans on PostgreSQL and on DuckDB, over the same random histories: the same rows."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from lodestar.compiler.generate import generate
from tests.lodestar.compiler.activity_catalog import activity_catalog
from tests.lodestar.compiler.activity_histories import histories
from tests.lodestar.compiler.activity_warehouse import Warehouse, differences
from tests.oracles.brute_force.metrics import METRICS

ZONES = ["UTC", "America/Los_Angeles", "Asia/Shanghai"]
SCHEMAS = ("hub", "metrics", "states", "marts")


@pytest.fixture(scope="module")
def models():
    catalog = activity_catalog()
    return {
        adapter: generate(replace(catalog, adapter=adapter), week_start="monday").models
        for adapter in ("duckdb", "postgres")
    }


@pytest.mark.parametrize("examples", [2, pytest.param(8, marks=pytest.mark.thorough)])
def test_postgres_answers_what_duckdb_answers(models, postgres, examples):
    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(histories())
    def run(history):
        check_history(models, postgres, history)

    run()


def check_history(models, postgres, history):
    for schema in SCHEMAS:
        postgres(f"drop schema if exists {schema} cascade")
    with duckdb.connect(":memory:") as connection:
        here = Warehouse(lambda sql: connection.execute(sql).fetchall(), models["duckdb"])
        there = Warehouse(postgres, models["postgres"])
        for number, tables in enumerate(history):
            postgres(f"set TimeZone = '{ZONES[number % len(ZONES)]}'")
            for each in (here, there):
                each.deliver(tables)
                each.build(is_incremental=number > 0)
            assert not differences(here.answers(METRICS), there.answers(METRICS))
