"""Every metric's table against counting by hand (`tests/oracles/brute_force`), on random histories of a few rows.

What this catches: wrong windows, wrong distinct counts, wrong days, wrong members, a row too many or too few, and an
incremental build that is not what a rebuild is. What it does not: speed, and more rows than a few dozen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from lodestar.compiler.generated_model import GeneratedModel
from tests.lodestar.compiler.activity_catalog import ACTIVITY, activity_catalog
from tests.lodestar.compiler.activity_histories import FAR_DISTANCES, Tables, histories
from tests.lodestar.compiler.activity_warehouse import Warehouse, differences, models_of
from tests.oracles.brute_force.metrics import METRICS
from tests.oracles.brute_force.tables import metric_tables

Models = Sequence[GeneratedModel]

FAMILIES = sorted(path.stem for path in (ACTIVITY / "metrics").glob("*.yml"))
"""The metrics of one file are built together: so each example costs a fifth of a second or two."""

EXAMPLES = 4
"""Of one seed. More of one seed are mostly the same again; more seeds are not."""

SEEDS = range(1, 23)

ZONES = ["UTC", "America/Los_Angeles", "Asia/Shanghai", "Pacific/Kiritimati"]
"""Of host and session: none of them may matter."""

shares = st.lists(st.sampled_from([1, 1, 1, 0.2, 0.6]), min_size=4, max_size=4)
"""How much of each build is done before it stops: whatever is left, the next one has to make good."""


def test_the_oracle_knows_every_governed_metric_with_its_grains_and_dimensions():
    declared = {
        metric.name: (metric.contract.grains, tuple(metric.contract.dimensions), metric.contract.maturity_days)
        for metric in activity_catalog().governed
    }
    known = {name: (metric.grains, metric.dimensions, metric.maturity_days) for name, metric in METRICS.items()}
    assert known == declared


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_any_split_of_arrivals_equals_a_rebuild_and_counting_by_hand(family):
    for_each_history(0, lambda *drawn: check_deliveries(metrics_of(family), *drawn))


@pytest.mark.thorough
@pytest.mark.parametrize("number", SEEDS)
@pytest.mark.parametrize("family", FAMILIES)
def test_many_splits_of_arrivals_equal_a_rebuild_and_counting_by_hand(family, number):
    for_each_history(number, lambda *drawn: check_deliveries(metrics_of(family), *drawn))


@pytest.mark.thorough
@pytest.mark.parametrize("family", FAMILIES)
def test_years_apart_nothing_is_different(family):
    for_each_history(0, lambda *drawn: check_deliveries(metrics_of(family), *drawn), distances=FAR_DISTANCES)


def test_a_week_is_the_business_week_where_the_project_says_so():
    names = ["events", "active_users", "active_users_7d", "active_users_month_to_date", "churned_users"]

    def check(history: list[Tables], _zone: str, _done: list[float]) -> None:
        with in_memory(models_of(tuple(names), week_start="sunday")) as (built, _):
            built.deliver(history[0])
            built.build(is_incremental=False)
            answers = built.answers(names)
        weeks = {key: answer for key, answer in answers.items() if key.grain == "week"}
        business = {key: answer for key, answer in answers.items() if key.grain == "business_week"}
        assert weeks == {key._replace(grain="week"): answer for key, answer in business.items()}

    for_each_history(0, check, deliveries=1)


@pytest.mark.parametrize("zone", ZONES)
def test_a_moment_with_a_zone_has_the_day_of_the_mart_too(zone):
    moments = [datetime(2024, 3, 10, 4, 59, 59), datetime(2024, 3, 11, 4)]
    clicks = [
        {"click_id": number, "user_id": 1, "clicked_at": moment, "page": None, "_loaded_at": datetime(2026, 1, 1)}
        for number, moment in enumerate(moments)
    ]
    with in_memory(models_of(("clicks",))) as (built, connection):
        built.deliver({"clicks": clicks})
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("alter table marts.fct_clicks alter clicked_at type timestamptz")
        connection.execute(f"set TimeZone = '{zone}'")
        built.build(is_incremental=False)
        days = connection.execute(
            "select period_start from hub.metric_values "
            "where grain = 'day' and dimension = 'total' and value > 0 order by 1"
        ).fetchall()
    assert days == [(date(2024, 3, 9),), (date(2024, 3, 11),)]


def metrics_of(family: str) -> list[str]:
    return [metric.name for metric in activity_catalog().governed if metric.path == f"metrics/{family}.yml"]


def for_each_history(number: int, check: Callable[..., None], **options: Any) -> None:
    """The same examples in each run, so that nobody meets another's failure."""

    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # to shrink takes minutes: do it by hand, with Phase.shrink here
        print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(histories(**options), st.sampled_from(ZONES), shares)
    def run(history: list[Tables], zone: str, done: list[float]) -> None:
        check(history, zone, done)

    run()


def check_deliveries(names: list[str], history: list[Tables], zone: str, done: Sequence[float]) -> None:
    needed = models_of(tuple(names))
    with in_memory(needed) as (kept, kept_connection), in_memory(needed) as (rebuilt, _):
        for number, tables in enumerate(history):
            kept_connection.execute(f"set TimeZone = '{'UTC' if number % 2 else zone}'")
            kept.deliver(tables)
            share = done[number] if 0 < number < len(history) - 1 else 1
            kept.build(is_incremental=number > 0, share=share)
            if share < 1:
                continue
            wrong = differences(metric_tables(tables, names), kept.answers(names))
            assert not wrong, f"after delivery {number}:\n{wrong}"
        if len(history) == 1:
            return
        rebuilt.deliver(history[-1])
        rebuilt.build(is_incremental=False)
        for model in needed:
            if model.schema == "states" and model.name != "state__batches":
                assert kept.state(model) == rebuilt.state(model), model.name
        assert not differences(rebuilt.answers(names), kept.answers(names))


@contextmanager
def in_memory(models: Models) -> Iterator[tuple[Warehouse, duckdb.DuckDBPyConnection]]:
    with duckdb.connect(":memory:") as connection:
        yield Warehouse(lambda sql: connection.execute(sql).fetchall(), models), connection
