"""Questions to a release: values, catalog, lineage. Only the release's own file is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from lodestar.errors import UnknownNameError, UsageError
from lodestar.releases.release import Release
from lodestar.warehouse.connection import connect

__all__ = ["Answer", "Value", "ask", "catalog_rows", "checks_of", "lineage_of", "staleness", "stalenesses"]


@dataclass(frozen=True)
class Value:
    """One value of one metric. `member` is 'total' where nothing was sliced."""

    metric_name: str
    period_start: date
    member: str
    value: float | None
    numerator: float | None
    denominator: float | None
    is_complete: bool


@dataclass(frozen=True)
class Answer:
    """Values in order of period and member, and what they are.

    `doubts` maps a metric that people have not agreed to, as it is defined now, to a sentence that says so; `stale` one
    that keeps the values of an earlier release to a sentence that says whose and why.
    """

    values: tuple[Value, ...]
    grain: str
    dimension: str
    units: Mapping[str, str]
    release_id: str
    doubts: Mapping[str, str] = field(default_factory=dict)
    stale: Mapping[str, str] = field(default_factory=dict)

    def latest(self, periods: int) -> Answer:
        """The same answer for its last periods alone."""
        kept = sorted({value.period_start for value in self.values})[-periods:]
        return replace(self, values=tuple(value for value in self.values if value.period_start in kept))


def ask(
    release: Release,
    metric_names: Sequence[str],
    *,
    grain: str | None = None,
    dimension: str | None = None,
    member: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Answer:
    """Values of metrics from the release.

    Args:
        grain: one that all metrics have; by default the coarsest of them.
        dimension: one that all metrics have; by default the whole.
        member: one member of the dimension; by default all.
        start, end: first and last business date that `period_start` may be.

    Raises:
        UnknownNameError: a metric, grain or dimension does not exist; the message suggests the nearest.
    """
    catalog = {row["metric_name"]: row for row in catalog_rows(release)}
    for name in metric_names:
        if name not in catalog:
            raise UnknownNameError("metric", name, catalog)
    grain = _chosen_grain(grain, [catalog[name] for name in metric_names])
    for name in metric_names:
        known = _listed(catalog[name]["dimensions"])
        if dimension is not None and dimension not in known:
            raise UnknownNameError(f"dimension of {name}", dimension, known)
    conditions = "metric_name = any(?) and grain = ? and dimension = ?"
    parameters: list[Any] = [list(metric_names), grain, dimension or "total"]
    if member is not None:
        _require_member(release, member, conditions, parameters)
        conditions += " and member = ?"
        parameters.append(member)
    for comparison, limit in ((">=", start), ("<=", end)):
        if limit is not None:
            conditions += f" and period_start {comparison} ?"
            parameters.append(limit)
    with connect(release.database) as connection:
        rows = connection.execute(
            "select metric_name, period_start, member, value, numerator, denominator, is_complete "
            f"from hub.metric_values where {conditions} order by period_start, member, metric_name",
            parameters,
        ).fetchall()
    return Answer(
        values=tuple(Value(*row) for row in rows),
        grain=grain,
        dimension=dimension or "total",
        units={name: catalog[name]["unit"] for name in metric_names},
        release_id=release.release_id,
        doubts={name: _doubt(catalog[name]) for name in metric_names if _doubt(catalog[name])},
        stale={name: staleness(catalog[name]) for name in metric_names if staleness(catalog[name])},
    )


def catalog_rows(release: Release) -> list[dict[str, Any]]:
    """`metric_catalog`, one mapping a metric, by name."""
    return _rows(release, "select * from hub.metric_catalog order by metric_name")


def lineage_of(release: Release, metric_name: str) -> list[tuple[str, str | None]]:
    """`(raw table, column)` pairs that the metric is made from; no column where a table only joins rows."""
    rows = _rows(
        release,
        "select raw_table, raw_column from hub.metric_lineage where metric_name = ? order by all",
        [metric_name],
    )
    return [(row["raw_table"], row["raw_column"]) for row in rows]


def staleness(row: Mapping[str, Any]) -> str:
    """Why a metric of the catalog has values of an earlier release, and whose; empty for a metric of this one."""
    if not row.get("is_stale"):
        return ""
    return (
        f"{row['metric_name']} is stale: its values are those of release {row['stale_since']} ({row['stale_reason']})"
    )


def stalenesses(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A sentence for each reason by which metrics of the catalog are stale, with their names."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.get("is_stale"):
            found.setdefault((row["stale_since"], row["stale_reason"]), []).append(row["metric_name"])
    return [
        f"Stale, with the values of release {since}: {', '.join(names)}. Why: {reason}"
        for (since, reason), names in found.items()
    ]


def checks_of(release: Release, metric_name: str | None = None, *, is_failed: bool = False) -> list[dict[str, Any]]:
    """Checks of the release, those that did not pass first: of one metric and its tables, or all.

    Args:
        is_failed: leave out those that passed.

    Raises:
        UnknownNameError: the release has no such metric.
    """
    if metric_name is not None and metric_name not in (known := [row["metric_name"] for row in catalog_rows(release)]):
        raise UnknownNameError("metric", metric_name, known)
    tables = {row["table_name"] for row in _rows(release, "select table_name from information_schema.tables")}
    if metric_name is not None and "metric_checks" not in tables:  # published by an older engine
        return []
    source = "hub.check_results where true" if metric_name is None else "hub.metric_checks where metric_name = ?"
    passed = " and status <> 'passed'" if is_failed else ""
    return _rows(
        release,
        f"select table_name, rule, runner, severity, status, bad_rows from {source}{passed} "
        "order by status = 'passed', severity, table_name, rule",
        [] if metric_name is None else [metric_name],
    )


def _doubt(row: Mapping[str, Any]) -> str:
    """Why a value should not be taken as agreed on; empty for a certified metric and for releases that don't say."""
    if row.get("certification") in (None, "certified"):
        return ""
    return f"{row['metric_name']} is {row['certification_note']}"


def _require_member(release: Release, member: str, conditions: str, parameters: list[Any]) -> None:
    rows = _rows(release, f"select distinct member from hub.metric_values where {conditions}", parameters)
    known = {row["member"] for row in rows}
    if member not in known:
        raise UnknownNameError("member", member, known)


def _chosen_grain(grain: str | None, metrics: Sequence[Mapping[str, Any]]) -> str:
    shared = [g for g in _listed(metrics[0]["grains"]) if all(g in _listed(m["grains"]) for m in metrics)]
    if grain is None:
        if not shared:
            names = ", ".join(metric["metric_name"] for metric in metrics)
            raise UsageError(f"{names} have no grain in common. Ask for them one by one.")
        return shared[-1]
    for metric in metrics:
        known = _listed(metric["grains"])
        if grain not in known:
            raise UnknownNameError(f"grain of {metric['metric_name']}", grain, known)
    return grain


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _rows(release: Release, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    with connect(release.database) as connection:
        cursor = connection.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
