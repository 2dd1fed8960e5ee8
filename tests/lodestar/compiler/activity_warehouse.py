"""The marts of `tests/projects/activity` in a database, and the metric tables that are built from them there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from math import ceil
from typing import Any

from bench.running import run_models
from lodestar.compiler.generate import generate
from lodestar.compiler.generated_model import GeneratedModel
from tests.lodestar.compiler.activity_catalog import activity_catalog
from tests.oracles.brute_force.calendar import period_start
from tests.oracles.brute_force.tables import Answer, Key

Models = Sequence[GeneratedModel]
Rows = list[tuple[Any, ...]]
Execute = Callable[[str], Rows]

TABLES = {
    "events": (
        "fct_events",
        "event_id bigint, user_id bigint, event_date date, platform varchar, store_id bigint, amount decimal(18, 2), "
        "is_paid boolean, _loaded_at timestamp",
    ),
    "clicks": (
        "fct_clicks",
        "click_id bigint, user_id bigint, clicked_at timestamp, page varchar, _loaded_at timestamp",
    ),
    "signups": ("fct_signups", "user_id bigint, signed_up_date date, channel varchar, _loaded_at timestamp"),
    "purchases": (
        "fct_purchases",
        "purchase_id bigint, user_id bigint, store_id bigint, purchased_date date, amount decimal(18, 2)",
    ),
    "stock": ("fct_stock", "stock_id bigint, store_id bigint, stock_date date, units bigint, _loaded_at timestamp"),
    "stores": ("dim_stores", "store_id bigint, region varchar"),
    "store_tiers": ("dim_store_tiers", "store_id bigint, tier varchar, valid_from date, valid_to date"),
    "load_progress": ("load_progress", "system varchar, through_date date"),
    "dates": (
        "dim_dates",
        "date_day date, week_start_date date, fiscal_year_start_date date, period_445_start_date date",
    ),
}
"""Table of a history -> model, and the columns in SQL."""

RELATIONS = {name: f"marts.{name}" for name, _ in TABLES.values()}
FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2026, 12, 31)
BATCH_COLUMNS = ("batch", "_batch")


class Warehouse:
    """One database with one history in it."""

    def __init__(self, execute: Execute, models: Sequence[GeneratedModel]) -> None:
        """Makes the marts' tables, empty, and the calendar."""
        self._execute = execute
        self.models = models
        execute("create schema if not exists marts")
        for name, columns in TABLES.values():
            execute(f"create table marts.{name} ({columns})")
        self._insert("dates", _calendar())

    def deliver(self, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        """Puts the marts into the state of a delivery."""
        for table, rows in tables.items():
            self._execute(f"delete from marts.{TABLES[table][0]}")
            self._insert(table, rows)

    def build(self, *, is_incremental: bool, share: float = 1) -> None:
        """Builds the generated models, or the first of them: a build that stops on its way."""
        models = self.models[: ceil(share * len(self.models))]
        run_models(models, self._execute, RELATIONS, is_incremental=is_incremental)

    def answers(self, metrics: Iterable[str]) -> dict[Key, Answer]:
        """What the metrics' tables hold."""
        found: dict[Key, Answer] = {}
        for name in metrics:
            rows = self._execute(
                "select metric_name, grain, period_start, dimension, member, value, numerator, denominator, "
                f"is_complete from hub.metric_values where metric_name = '{name}'"
            )
            for row in rows:
                key = Key(*row[:5])
                assert key not in found, f"{key} stands twice"
                found[key] = Answer(*row[5:])
        return found

    def state(self, model: GeneratedModel) -> Rows:
        """The rows of a state, sorted, without the number of the build that wrote them.

        A log of changes counts as its sums. A day that lost all its rows stays as a total of no rows, so that the
        tables know that it changed: it says nothing.
        """
        relation = f"{model.schema}.{model.name}"
        names = self._columns(model)
        summed = [name for name in names if name in ("change", "key_count")]
        is_log = model.name.endswith(("__pairs", "__gaps"))
        kept = [name for name in names if name not in BATCH_COLUMNS and not (is_log and name in summed)]
        if not is_log:
            emptied = " where not (dimension = 'total' and row_count = 0)" if "row_count" in kept else ""
            return _sorted(self._execute(f"select {', '.join(kept)} from {relation}{emptied}"))
        (change,) = summed
        return _sorted(
            self._execute(
                f"select {', '.join(kept)}, sum({change}) from {relation} "
                f"group by {', '.join(kept)} having sum({change}) <> 0"
            )
        )

    def _columns(self, model: GeneratedModel) -> list[str]:
        rows = self._execute(
            "select column_name from information_schema.columns "
            f"where table_schema = '{model.schema}' and table_name = '{model.name}' order by ordinal_position"
        )
        return [name for (name,) in rows]

    def _insert(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        name, declared = TABLES[table]
        columns = [part.split()[0] for part in declared.replace("decimal(18, 2)", "decimal").split(", ")]
        listed = [f"({', '.join(_literal(row[column]) for column in columns)})" for row in rows]
        if listed:
            self._execute(f"insert into marts.{name} values {', '.join(listed)}")


@cache
def models_of(metrics: tuple[str, ...], *, week_start: str = "monday", adapter: str = "duckdb") -> Models:
    """The models of some metrics, as if no other were governed: tables that hold them alone, with what they read."""
    catalog = activity_catalog()
    chosen = {
        name: metric if name in metrics else replace(metric, contract=None) for name, metric in catalog.metrics.items()
    }
    return generate(replace(catalog, adapter=adapter, metrics=chosen), week_start=week_start).models


def differences(expected: Mapping[Key, Answer], found: Mapping[Key, Answer], *, most: int = 12) -> str:
    """What does not agree, a line each; empty when all does."""
    lines = [f"{_said(key)}: missing, expected {expected[key]}" for key in expected.keys() - found.keys()]
    lines += [f"{_said(key)}: not expected, found {found[key]}" for key in found.keys() - expected.keys()]
    for key in expected.keys() & found.keys():
        if not _agree(expected[key], found[key]):
            lines.append(f"{_said(key)}: expected {_shown(expected[key])}, found {_shown(found[key])}")
    more = [f"... and {len(lines) - most} more"] if len(lines) > most else []
    return "\n".join(sorted(lines)[:most] + more)


def _agree(left: Answer, right: Answer) -> bool:
    return all(map(_same, left[:3], right[:3])) and left.is_complete is right.is_complete


def _same(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    return abs(float(left) - float(right)) <= 1e-9 * max(1.0, abs(float(left)), abs(float(right)))


def _said(key: Key) -> str:
    return f"{key.metric} {key.grain} {key.period_start} {key.dimension}={key.member!r}"


def _shown(answer: Answer) -> str:
    numbers = ["NULL" if number is None else f"{float(number):.10g}" for number in answer[:3]]
    return f"{' = '.join(numbers[:1])} ({numbers[1]} / {numbers[2]}, complete={answer.is_complete})"


def _sorted(rows: Rows) -> Rows:
    return sorted((tuple(row) for row in rows), key=lambda row: [(value is None, str(value)) for value in row])


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool | int | Decimal):
        return str(value).lower()
    if isinstance(value, datetime):
        return f"timestamp '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"date '{value}'"
    return "'" + value.replace("'", "''") + "'"


def _calendar() -> list[dict[str, date]]:
    days = [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
    return [
        {
            "date_day": day,
            "week_start_date": period_start("business_week", day),
            "fiscal_year_start_date": period_start("fiscal_year", day),
            "period_445_start_date": period_start("period_445", day),
        }
        for day in days
    ]
