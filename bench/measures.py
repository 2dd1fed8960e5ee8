"""What is measured of one size, each part in a process of its own: equality first, then time.

Every function takes a file with marts in it and returns plain numbers, so that it can run in another process.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from duckdb import DuckDBPyConnection

from bench.contenders import all_by_hand, build, compiled, models_of, one_by_hand, table_of
from bench.equality import require_equal
from bench.events import RELATIONS, Volume, add_day, add_late_rows, create_marts
from bench.manifest import catalog_of_copies, catalog_of_one
from bench.metricflow_sql import Question, absent_value, questions
from bench.warehouse import Settings, best_of, interrupted_after, opened
from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric

__all__ = [
    "Comparison",
    "check_witness",
    "measure_compile",
    "measure_full_build",
    "measure_memory",
    "measure_one_metric",
    "measure_one_more_day",
    "prepare",
]

RUNS = 3
VALUES = "hub.metric_values"
ROW = ("metric_name", "grain", "period_start", "dimension", "member")
SERIES = ("grain", "dimension", "period_start", "member")
DIMENSIONLESS: dict[str, str] = {}


@dataclass(frozen=True)
class Comparison:
    """One metric, computed three ways.

    Attributes:
        by_hand: name of the query in `sql/`.
        whole: all grains and dimensions of its contract; else days and the whole alone.
    """

    metric: str
    by_hand: str | None
    whole: bool = False


def prepare(path: Path, settings: Settings, volume: Volume) -> dict[str, Any]:
    """Creates the marts in a new file."""
    with opened(path, settings) as connection:
        begun = perf_counter()
        create_marts(connection.execute, volume)
        events, users = _one(connection, "select count(*), count(distinct user_id) from marts.fct_events")
        (pairs,) = _one(connection, "select count(*) from (select distinct user_id, event_date from marts.fct_events)")
        connection.execute("checkpoint")
    seconds = perf_counter() - begun
    return {"events": events, "users": users, "user_days": pairs, "days": volume.days, "seconds": seconds}


def measure_full_build(path: Path, settings: Settings, catalog: Catalog) -> dict[str, Any]:
    """All metric tables from the marts, by Lodestar's models and by hand."""
    models = compiled(catalog)
    with opened(path, settings) as connection:
        build(connection, models)
        all_by_hand(connection)
        rows = require_equal(connection, "all metric tables", VALUES, "by_hand.metric_values", keys=ROW)
        ours, by_hand = best_of(RUNS, lambda: build(connection, models), lambda: all_by_hand(connection))
        seconds_by_model = build(connection, models)
    return {"rows": rows, "ours": ours, "by_hand": by_hand, "seconds_by_model": seconds_by_model}


def measure_memory(path: Path, settings: Settings, catalog: Catalog) -> dict[str, Any]:
    """Peak memory of this process over a full build, which is all that it does."""
    models = compiled(catalog)
    with opened(path, settings) as connection:
        build(connection, models)
    return {"peak_bytes": _peak_bytes()}


def _peak_bytes() -> int:
    # what the kernel counts for a process begins with what its parent had; the high-water mark of its memory doesn't
    status = Path("/proc/self/status")
    if status.exists():
        mark = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(mark.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure_one_metric(
    path: Path, settings: Settings, catalog: Catalog, comparison: Comparison, limit: float
) -> dict[str, Any]:
    """One metric from the marts, with no state standing: three ways, and the yardstick for distinct counts."""
    name = comparison.metric
    catalog = catalog if comparison.whole else catalog_of_one(catalog, name, grains=("day",), dimensions=DIMENSIONLESS)
    catalog = catalog_of_one(catalog, name)
    models = models_of(catalog)
    ours = f"(select grain, dimension, period_start, member, value from {table_of(catalog, name)})"
    contenders: dict[str, Callable[[], object]] = {"ours": lambda: build(connection, models)}
    with opened(path, settings) as connection:
        build(connection, models)
        measured: dict[str, Any] = {"metricflow": None, "metricflow_limit": limit}
        if comparison.by_hand:
            query = one_by_hand(comparison.by_hand)
            by_hand = f"(select 'day' as grain, 'total' as dimension, * from ({query}))"
            measured["rows"] = require_equal(connection, f"{name} by hand", ours, by_hand, keys=SERIES)
            contenders["by_hand"] = lambda: connection.execute(f"create or replace temp table by_hand as {query}")
        asked = questions(catalog, RELATIONS)
        if _answer(connection, asked, limit):
            absent = absent_value(catalog.metrics[name], catalog)
            answers = _answers(asked, ours)
            measured["rows"] = require_equal(
                connection, f"{name} by MetricFlow", ours, answers, keys=SERIES, absent=absent
            )
            contenders["metricflow"] = lambda: _answer(connection, asked, limit)
        return measured | dict(zip(contenders, best_of(RUNS, *contenders.values()), strict=True))


def _answer(connection: DuckDBPyConnection, asked: Sequence[Question], limit: float) -> bool:
    """Asks all of MetricFlow's queries; False if they had to be stopped."""
    statements = [f"create or replace temp table answer_{i} as {question.sql}" for i, question in enumerate(asked)]
    return interrupted_after(limit, connection, statements)


def _answers(asked: Sequence[Question], ours: str) -> str:
    """What MetricFlow answered, without the periods after the last day of data."""
    answers = " union all ".join(
        f"select '{question.grain}' as grain, '{question.dimension}' as dimension, * from answer_{i}"
        for i, question in enumerate(asked)
    )
    return f"(select * from ({answers}) where period_start <= (select max(period_start) from {ours}))"


def check_witness(path: Path, settings: Settings, catalog: Catalog) -> dict[str, Any]:
    """The SQL by hand, which the others must equal, against MetricFlow's for every series that it knows.

    From 100k events over three years on: with fewer, some platforms have days without events, and MetricFlow's weeks to
    date then end on another day than the week does.
    """
    asked = questions(catalog, RELATIONS)
    rows = 0
    with opened(path, settings) as connection:
        all_by_hand(connection)
        for question in asked:
            metric = catalog.metrics[question.metric]
            connection.execute(f"create or replace temp table answer as {question.sql}")
            series = (
                f"metric_name = '{metric.name}' and grain = '{question.grain}' and dimension = '{question.dimension}'"
            )
            by_hand = (
                "(select period_start, member, value from by_hand.metric_values "
                f"where {series} and {_agreed_periods(metric, question.grain)})"
            )
            known = f"(select * from answer where period_start in (select period_start from {by_hand}))"
            what = f"{metric.name} by {question.grain} and {question.dimension}, by hand against MetricFlow"
            keys, absent = ("period_start", "member"), absent_value(metric, catalog)
            rows += require_equal(connection, what, by_hand, known, keys=keys, absent=absent)
    return {"series": len(asked), "rows": rows}


def _agreed_periods(metric: Metric, grain: str) -> str:
    """The periods in which MetricFlow means the same as Lodestar: not before the first data, not after the last."""
    if metric.type == "cumulative":  # its windows go on to the end of a period that data has not finished
        return f"period_start < date_trunc('{grain}', (select max(event_date) + 1 from marts.fct_events))"
    if any(reference.get("offset_window") for reference in metric.parameters.get("metrics") or []):
        return "value is not null"  # it compares with 0 where there is nothing to compare with
    return "true"


def measure_one_more_day(path: Path, settings: Settings, catalog: Catalog, volume: Volume) -> dict[str, Any]:
    """States and metric tables after one more day of events, three times, and once with late rows among them."""
    models = compiled(catalog)
    with opened(path, settings) as connection:
        (full,) = best_of(RUNS, lambda: build(connection, models))
        days = [_add_day(connection, models, volume, number) for number in (1, 2, 3)]
        _require_like_rebuilt(connection, models, "three more days")
        add_late_rows(connection.execute, volume, number=4)
        late = _add_day(connection, models, volume, 4)
        _require_like_rebuilt(connection, models, "a day with late rows")
    return {"full": full, "one_more_day": min(days), "days": days, "with_late_rows": late}


def _add_day(connection: DuckDBPyConnection, models: Any, volume: Volume, number: int) -> float:
    add_day(connection.execute, volume, number=number)
    connection.execute("checkpoint")
    begun = perf_counter()
    build(connection, models, is_incremental=True)
    return perf_counter() - begun


def _require_like_rebuilt(connection: DuckDBPyConnection, models: Any, what: str) -> None:
    columns = ("value", "numerator", "denominator", "is_complete_number")
    selected = f"(select *, cast(is_complete as integer) as is_complete_number from {VALUES})"
    connection.execute(f"create or replace temp table kept as from {selected}")
    build(connection, models)
    require_equal(connection, what, "kept", selected, keys=ROW, values=columns)


def measure_compile(catalog: Catalog, count: int) -> dict[str, Any]:
    """Generating the models of a hundred metrics, once everything is imported."""
    many = catalog_of_copies(catalog, count)
    compiled(catalog_of_one(catalog, "revenue"))
    begun = perf_counter()
    models = compiled(many)
    seconds = perf_counter() - begun
    return {"seconds": seconds, "metrics": len(many.governed), "models": len(models)}


def _one(connection: DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row
