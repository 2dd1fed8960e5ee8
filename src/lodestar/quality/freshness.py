"""Freshness of sources, by dbt's own words: how old the newest thing is that a source tells of.

freshness: {warn_after: {count: 2, period: day}, error_after: {count: 7, period: day}}
loaded_at_field: date_order          # when things happened: a late delivery of an old month makes nothing fresher

A moment that lies ahead of the clock is left out: one wrong clock would keep a dead source fresh for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lodestar.catalog.source import SourceTable
from lodestar.quality.result import CheckResult
from lodestar.warehouse.connection import connect, quoted

__all__ = ["CODE", "check_freshness"]

CODE = "freshness"
"""The rule that a waiver names, with the table as its subject."""

SHOWN = 3
"""Stale tables that are told one by one; more are one line, because one cause is likely behind them."""


def check_freshness(
    warehouse: Path,
    tables: Sequence[SourceTable],
    now: datetime,
    *,
    metrics: Mapping[str, Iterable[str]] | None = None,
) -> list[CheckResult]:
    """A result for every raw table that says how old its data may be; many that only warn are told as one.

    Args:
        now: the moment that ages are counted to, with a zone.
        metrics: `schema.table` -> metrics made from it, for the line that tells of many tables.
    """
    asked = [table for table in tables if table.freshness and table.freshness_field]
    if not asked:
        return []
    newest = _newest(warehouse, asked, now)
    results = [_result(table, newest[table.relation], now) for table in asked]
    stale = [result for result in results if result.status != "passed" and result.severity == "warn"]
    if len(stale) <= SHOWN:
        return results
    named = "; ".join(f"{result.table}: {result.detail}" for result in stale[:SHOWN])
    of = sorted({name for result in stale for name in (metrics or {}).get(result.table, ())})
    line = replace(
        stale[0],
        table="sources",
        rule="sources are as fresh as they promise",
        detail=f"{len(stale)} of {len(asked)} raw tables are not; {named}; ...",
        metrics=tuple(of),
        declared_in="",
    )
    return [result for result in results if result not in stale] + [line]


def _newest(warehouse: Path, tables: Sequence[SourceTable], now: datetime) -> dict[str, datetime | None]:
    """`schema.table` -> the newest moment that is not ahead of the clock; times without an offset are UTC."""
    asked = " union all ".join(
        f"select '{table.relation}', epoch(max(moment) filter (where moment <= to_timestamp(?))) "
        f"from (select try_cast({_field(table)} as timestamptz) as moment "
        f"from {quoted(table.schema, table.identifier)})"
        for table in tables
    )
    with connect(warehouse) as connection:
        rows = connection.execute(asked, [now.timestamp()] * len(tables)).fetchall()
    return {relation: None if at is None else datetime.fromtimestamp(at, now.tzinfo) for relation, at in rows}


def _field(table: SourceTable) -> str:
    """The column, or the SQL expression, that dbt would take."""
    field = table.freshness_field
    return quoted(field) if field in table.columns else f"({field})"


def _result(table: SourceTable, newest: datetime | None, now: datetime) -> CheckResult:
    limits = {name: _length(table.freshness[name]) for name in ("warn_after", "error_after") if name in table.freshness}
    age = None if newest is None else now - newest
    severity = "block" if _is_over(limits.get("error_after"), age) else "warn"
    is_stale = any(_is_over(limit, age) for limit in limits.values())
    limit = limits.get("error_after" if severity == "block" else "warn_after") or next(iter(limits.values()))
    detail = ""
    if is_stale and newest is None:
        detail = f"no {table.freshness_field} before now"
    elif is_stale and newest is not None and age is not None:
        detail = f"the newest {table.freshness_field} is {newest:%Y-%m-%d %H:%M} UTC, {_words(age)} ago"
    return CheckResult(
        "lodestar",
        table.relation,
        f"its newest {table.freshness_field} is at most {_words(limit)} old",
        severity if is_stale else ("block" if "error_after" in limits else "warn"),
        "failed" if is_stale else "passed",
        None,
        detail,
        code=CODE,
        declared_in=table.path,
    )


def _is_over(limit: timedelta | None, age: timedelta | None) -> bool:
    return limit is not None and (age is None or age > limit)


def _length(limit: Mapping[str, Any]) -> timedelta:
    return timedelta(**{f"{limit['period']}s": float(limit["count"])})


def _words(length: timedelta) -> str:
    hours = length.total_seconds() / 3600
    if hours < 48:
        return f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} minutes"
    return f"{hours / 24:.0f} days"
