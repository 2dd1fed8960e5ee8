"""Models are run again on the raw rows that were chosen, as they were compiled, beside the warehouse."""

from __future__ import annotations

import duckdb
import pytest

from lodestar.errors import BuildError
from lodestar.warehouse.replay import PlayedModel, replay, values_on

VALUES = (
    "select 'revenue' as metric_name, 'month' as grain, date '2026-10-01' as period_start, 'total' as dimension, "
    "'total' as member, sum(amount) as value, cast(count(*) as double) as numerator, null as denominator "
    'from "warehouse"."marts"."orders"'
)
KEY = ("revenue", "month", "2026-10-01", "total", "total")
MODELS = (
    PlayedModel("staging", "kinds", content="kind,factor\na,1\nb,10\n"),
    PlayedModel("staging", "orders", 'select * from "warehouse"."raw"."orders"', is_view=True),
    PlayedModel(
        "marts",
        "orders",
        'select o.id, o.amount * k.factor as amount from "warehouse"."staging"."orders" as o '
        'join "warehouse"."staging"."kinds" as k using (kind)',
        types={"id": "integer", "amount": "decimal(18, 2)"},
    ),
)


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        connection.execute("create schema marts")
        connection.execute("create table raw.orders (id integer, kind varchar, amount double)")
        connection.execute("insert into raw.orders values (1, 'a', 1.25), (2, 'b', 2), (3, 'b', 3)")
        connection.execute("create table marts.orders as select 1 as id, 7 as amount")
    return path


def played(warehouse, tmp_path, condition, models=MODELS):
    return replay(warehouse, tmp_path, {("raw", "orders"): condition}, models, [("metrics.all", VALUES)], ["revenue"])


def test_values_are_those_of_the_chosen_rows(warehouse, tmp_path):
    assert played(warehouse, tmp_path, "true") == {KEY: (51.25, 3.0, None)}
    assert played(warehouse, tmp_path, "raw.id < 3") == {KEY: (21.25, 2.0, None)}


def test_on_the_marts_as_they_are_nothing_is_run_again(warehouse, tmp_path):
    assert values_on(warehouse, tmp_path, [("metrics.all", VALUES)], ["revenue"]) == {KEY: (7.0, 1.0, None)}


def test_the_warehouse_stays_as_it_was_and_nothing_is_left_beside_it(warehouse, tmp_path):
    before = warehouse.read_bytes()
    played(warehouse, tmp_path, "true")

    assert warehouse.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [warehouse.name]


def test_enforced_types_round_as_the_contract_says(warehouse, tmp_path):
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("insert into raw.orders values (4, 'a', 0.001)")

    assert played(warehouse, tmp_path, "true")[KEY][0] == 51.25


def test_a_model_that_can_not_run_is_told(warehouse, tmp_path):
    broken = (*MODELS[:2], PlayedModel("marts", "orders", "select nothing from nowhere"))

    with pytest.raises(BuildError, match=r"can't be computed again: .*nowhere"):
        played(warehouse, tmp_path, "true", broken)
