"""Every metric of the demo company has the same values by the planner and by MetricFlow, where MetricFlow can.

Two ways to the same numbers, row for row: aggregate states that are kept by the day, and dbt's own engine over the
marts. Catches: a window, a distinct count, a filter or an empty period that the planner reads differently from what
dbt's YAML says. Doesn't catch: a mart that is wrong, or what both tables share, such as `is_complete`. Retention and
growth accounting are Lodestar's own; SQL by hand alone proves them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import pytest

from bench.running import run_models
from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.compiler.generate import Generated, generate
from tests.oracles.test_metrics_equal_sql_by_hand import CONTRACTS, SAME, Contract

if TYPE_CHECKING:
    from tests.conftest import DemoHub

pytestmark = pytest.mark.slow

OWN = (
    "churned_learners",
    "community_retention_7d",
    "learner_retention_day_7",
    "new_learners",
    "resurrected_learners",
    "retained_learners",
)
"""Metrics that MetricFlow has no word for."""

COMPARED = [contract for contract in CONTRACTS if contract.name not in OWN]

BY_THE_LAST_DAY = ("active_learners_28d",)
"""By week or month MetricFlow answers them for the last day of the period, though the data end before it."""


class Row(NamedTuple):
    """Which value of a metric."""

    grain: str
    period_start: date
    dimension: str
    member: str


class Answer(NamedTuple):
    """What a table says there. A sum has neither numerator nor denominator."""

    value: float | None
    numerator: float | None
    denominator: float | None
    is_complete: bool


@dataclass(frozen=True)
class Built:
    """The generated models of one way, and the metric tables that came out of them."""

    generated: Generated
    connection: duckdb.DuckDBPyConnection

    def answers(self, metric: str) -> dict[Row, Answer]:
        rows = self.connection.execute(
            "select grain, period_start, dimension, member, value, numerator, denominator, is_complete "
            "from hub.metric_values where metric_name = $1",
            [metric],
        ).fetchall()
        answers = {Row(*row[:4]): Answer(*row[4:]) for row in rows}
        assert len(answers) == len(rows), "one row for each period and member"
        return answers


@pytest.fixture(scope="module")
def whole_catalog(demo_hub: DemoHub) -> Catalog:
    """The demo company's, before anything was generated into it; without exports, which are another matter."""
    catalog = read_catalog(demo_hub.project.target_dir)
    written = {unique_id: model for unique_id, model in catalog.models.items() if not model.is_generated}
    return replace(catalog, models=written, saved_queries=())


@pytest.fixture(scope="module")
def catalog(whole_catalog: Catalog) -> Catalog:
    """With a contract for those metrics alone that both ways can do."""
    can = {
        name: replace(metric, contract=None) if name in OWN else metric
        for name, metric in whole_catalog.metrics.items()
    }
    return replace(whole_catalog, metrics=can)


@pytest.fixture(scope="module")
def planned(demo_hub: DemoHub, catalog: Catalog) -> Iterator[Built]:
    with built(demo_hub, catalog, use_planner=True) as way:
        yield way


@pytest.fixture(scope="module")
def by_metricflow(demo_hub: DemoHub, catalog: Catalog) -> Iterator[Built]:
    with built(demo_hub, catalog, use_planner=False) as way:
        yield way


@contextmanager
def built(demo_hub: DemoHub, catalog: Catalog, *, use_planner: bool) -> Iterator[Built]:
    """Builds the metric tables in memory, beside the marts of the built hub, which nothing writes to."""
    generated = generate(catalog, week_start=demo_hub.project.week_start, use_planner=use_planner)
    marts = {model.name: model.relation_name for model in catalog.models.values()}
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{demo_hub.project.warehouse}' as warehouse (read_only)")
        run_models(generated.models, connection.execute, marts)
        yield Built(generated, connection)


def test_metricflow_is_asked_for_every_metric_but_lodestars_own(whole_catalog: Catalog, catalog: Catalog) -> None:
    own = {
        m.name for m in whole_catalog.governed if m.contract and (m.contract.retention or m.contract.growth_accounting)
    }
    assert own == set(OWN)
    assert [metric.name for metric in catalog.governed] == sorted(contract.name for contract in COMPARED)


def test_each_way_serves_every_metric_alone(planned: Built, by_metricflow: Built) -> None:
    assert {plan.served_by for plan in planned.generated.plans.values()} == {"planner"}
    assert {plan.served_by for plan in by_metricflow.generated.plans.values()} == {"metricflow"}


def test_the_planner_serves_lodestars_own_metrics(demo_hub: DemoHub, whole_catalog: Catalog) -> None:
    plans = generate(whole_catalog, week_start=demo_hub.project.week_start).plans
    assert {plans[name].served_by for name in OWN} == {"planner"}


@pytest.mark.parametrize("contract", COMPARED, ids=lambda contract: contract.name)
def test_values_by_the_planner_equal_those_by_metricflow(
    planned: Built, by_metricflow: Built, contract: Contract
) -> None:
    ours, theirs = planned.answers(contract.name), by_metricflow.answers(contract.name)
    assert {row.grain for row in ours} == set(contract.grains)
    assert {row.dimension for row in ours} == set(contract.dimensions)
    assert theirs.keys() == ours.keys()
    unfinished = last_periods(ours) if contract.name in BY_THE_LAST_DAY else set()
    differences = [
        (row, ours[row], answer)
        for row, answer in sorted(theirs.items())
        if not is_same(ours[row], answer) and (row.grain, row.period_start) not in unfinished
    ]
    assert differences == []
    # a day that is not over is not looked beyond by either
    assert [ours[row].is_complete for row in theirs] == [answer.is_complete for answer in theirs.values()]


def test_members_that_no_filter_ever_let_through_are_zero_by_the_planner_and_unknown_to_metricflow(
    demo_hub: DemoHub, catalog: Catalog
) -> None:
    """No governed metric of the demo company has a filter, so one is given a filter here."""
    name, member = "daily_active_learners", "ios"
    filtered = with_filter(catalog, name, f"{{{{ Dimension('session__platform') }}}} = '{member}'")
    with built(demo_hub, filtered, use_planner=True) as way:
        ours = way.answers(name)
    with built(demo_hub, filtered, use_planner=False) as way:
        theirs = way.answers(name)
    assert {row: ours[row] for row in theirs} == theirs
    lacking = {row: ours[row] for row in ours.keys() - theirs.keys()}
    assert {row.member for row in theirs if row.dimension == "platform"} == {member}
    assert {row.member for row in lacking if row.dimension == "platform"} == {"android", "tablet", "web"}
    assert {answer.value for answer in lacking.values()} == {0}


@pytest.mark.parametrize("grain", ["week", "month"])
def test_a_cumulative_value_of_an_unfinished_period_ends_with_the_data_and_metricflows_with_the_period(
    planned: Built, by_metricflow: Built, grain: str
) -> None:
    """MetricFlow looks at the period's last day, which is still to come: learners of the first days have left it."""
    ours, theirs = (way.answers("active_learners_28d") for way in (planned, by_metricflow))
    (last,) = (period for of, period in last_periods(ours) if of == grain)
    newest_day = max(row.period_start for row in ours if row.grain == "day")
    seen = {(row.dimension, row.member) for row in ours}
    assert seen
    for dimension, member in seen:
        row = Row(grain, last, dimension, member)
        assert ours[row].value == ours[Row("day", newest_day, dimension, member)].value
        assert not ours[row].is_complete
        assert theirs[row].value <= ours[row].value
    total = Row(grain, last, "total", "total")
    assert theirs[total].value < ours[total].value


def with_filter(catalog: Catalog, name: str, condition: str) -> Catalog:
    """With this one contract, and the metric filtered, as if its file said so."""
    where = {"where_filters": [{"where_sql_template": condition}]}
    definition = {**catalog.metrics[name].definition, "filter": where}
    metrics = {
        other: replace(metric, definition=definition) if other == name else replace(metric, contract=None)
        for other, metric in catalog.metrics.items()
    }
    declared = [definition if known["name"] == name else known for known in catalog.semantic_manifest["metrics"]]
    return replace(catalog, metrics=metrics, semantic_manifest={**catalog.semantic_manifest, "metrics": declared})


def last_periods(answers: Mapping[Row, Answer]) -> set[tuple[str, date]]:
    """The last week and the last month. A day is never longer than the data."""
    grains = {row.grain for row in answers} - {"day"}
    return {(grain, max(row.period_start for row in answers if row.grain == grain)) for grain in grains}


def is_same(one: Answer, two: Answer) -> bool:
    return all(
        left is right if left is None or right is None else math.isclose(left, right, rel_tol=SAME, abs_tol=SAME)
        for left, right in zip(one[:3], two[:3], strict=True)
    )
