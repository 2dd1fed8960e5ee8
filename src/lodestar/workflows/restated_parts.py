"""Parts of differences by cause: the values between the reported one and today's, computed where they are needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lodestar.catalog.archive import Archive
from lodestar.errors import BuildError, ConfigurationError
from lodestar.review.restatement import DEFINITION, MODEL, Restatement, is_other, parts_between
from lodestar.review.row import Row
from lodestar.review.stages import MARTS, Stage, stages, without_model
from lodestar.settings import Project
from lodestar.warehouse.raw_changes import RawChanges, Subset, subset_condition
from lodestar.warehouse.replay import replay, values_on
from lodestar.workflows.aside import beside, pinned_warehouse
from lodestar.workflows.played_models import is_zero_where_empty, played, statements
from lodestar.workflows.raw_then import RawThen, changes_since, holds

__all__ = ["Changed", "restated"]

Values = Mapping[tuple[str, ...], float | None]


@dataclass(frozen=True)
class Changed:
    """A reported row whose value would be another one today."""

    row: Row
    before: float | None
    after: float | None


def restated(
    project: Project,
    changed: Sequence[Changed],
    then_raw: RawThen,
    *,
    then: Archive | None,
    now: Archive | None,
    facts: Mapping[str, Any],
) -> list[Restatement]:
    """The changed values of one freeze with their causes.

    Args:
        then, now: definitions at the freeze and of the release; None where they were not kept.
        facts: the release's.
    """
    metrics = sorted({one.row.metric_name for one in changed})
    archive = then or now
    zero = {name for name in metrics if archive and is_zero_where_empty(archive, name)}
    changed = [_with_zero(one) if one.row.metric_name in zero else one for one in changed]
    with beside(project) as folder:
        pinned = pinned_warehouse(project, folder)
        is_present = holds(pinned.warehouse, facts)
        changes = changes_since(pinned.warehouse, metrics, then_raw, archive) if is_present else {}
        ways = {name: _stages(changed, name, changes, facts) for name in metrics}
        needed = {name: way for name, way in ways.items() if len(way) > 1}
        values = _between(pinned.warehouse, folder, needed, then_raw, then) if then and is_present else {}
    why_not = "" if is_present else "the warehouse holds other raw rows than the release was made of"
    if not why_not and then is None:
        why_not = "the release that was frozen did not keep its definitions"
    return [
        _restatement(one, ways[one.row.metric_name], values, why_not, 0.0 if one.row.metric_name in zero else None)
        for one in changed
        if is_other(one.before, one.after)
    ]


def _with_zero(one: Changed) -> Changed:
    """Of a metric that is 0 where there is nothing to count."""
    return Changed(one.row, one.before or 0.0, one.after or 0.0)


def _stages(
    changed: Sequence[Changed], metric: str, changes: Mapping[str, Mapping[str, RawChanges]], facts: Mapping[str, Any]
) -> list[Stage]:
    row = next(one.row for one in changed if one.row.metric_name == metric)
    return stages(
        changes.get(metric, {}).values(),
        model_moved=row.upstream_fingerprint != facts.get("upstream_fingerprints", {}).get(metric),
        definition_moved=row.fingerprint != facts.get("fingerprints", {}).get(metric),
    )


def _between(
    warehouse: Path, folder: Path, ways: Mapping[str, Sequence[Stage]], then_raw: RawThen, then: Archive
) -> dict[tuple[str, Subset | str], Values | str]:
    """`(metric, where)` -> values there, or why there are none. Metrics that need the same are computed together."""
    wanted: dict[Subset | str, set[str]] = {}
    for metric, way in ways.items():
        for stage in way[:-1]:
            if stage.after is not None:
                wanted.setdefault(stage.after, set()).add(metric)
    found: dict[tuple[str, Subset | str], Values | str] = {}
    for where, metrics in wanted.items():
        found |= _values(warehouse, folder, where, sorted(metrics), then_raw, then)
    return found


def _values(
    warehouse: Path, folder: Path, where: Subset | str, metrics: Sequence[str], then_raw: RawThen, then: Archive
) -> dict[tuple[str, Subset | str], Values | str]:
    try:
        if where == MARTS:
            numbers = values_on(warehouse, folder, statements(then, metrics), metrics)
        else:
            assert isinstance(where, Subset)
            run = played(then, metrics)
            raw = {(table.schema, table.name): subset_condition(table, then_raw.states, where) for table in run.raw}
            numbers = replay(warehouse, folder, raw, run.models, statements(then, metrics), metrics)
    except (BuildError, ConfigurationError) as error:
        if len(metrics) == 1:
            return {(metrics[0], where): str(error)}
        half = len(metrics) // 2
        first, second = (
            _values(warehouse, folder, where, part, then_raw, then) for part in (metrics[:half], metrics[half:])
        )
        return first | second
    by_metric: dict[str, dict[tuple[str, ...], float | None]] = {metric: {} for metric in metrics}
    for key, (value, _, _) in numbers.items():
        by_metric[key[0]][key] = value
    return {(metric, where): values for metric, values in by_metric.items()}


def _restatement(
    one: Changed,
    way: Sequence[Stage],
    values: Mapping[tuple[str, Subset | str], Values | str],
    why_not: str,
    empty: float | None,
) -> Restatement:
    """The causes of one difference, with their parts.

    Args:
        why_not: why nothing is known in between; empty where it is.
        empty: the value of a metric where there is no row.
    """
    row = one.row
    metric = row.metric_name
    if {MODEL, DEFINITION} <= {stage.cause for stage in way} and isinstance(values.get((metric, MARTS)), str):
        way = without_model(way)
    causes, parts, note = tuple(dict.fromkeys(stage.cause for stage in way)), None, ""
    if not way:
        causes = ("unsplit",) if why_not else ("unexplained",)
        parts, note = _whole(one, causes[0]), why_not
    elif one.before is not None and one.after is not None:
        if len(way) == 1:
            parts = _whole(one, way[0].cause)
        elif why_not:
            causes, parts, note = ("unsplit",), _whole(one, "unsplit"), why_not
        else:
            parts, note = _parts(one, way, values, empty)
    return Restatement(
        metric,
        row.grain,
        row.period_start,
        row.dimension,
        row.member,
        row.unit,
        row.status,
        row.frozen_at,
        row.release_id,
        one.before,
        one.after,
        causes,
        parts or {},
        note,
    )


def _parts(
    one: Changed,
    way: Sequence[Stage],
    values: Mapping[tuple[str, Subset | str], Values | str],
    empty: float | None,
) -> tuple[dict[str, Decimal] | None, str]:
    assert one.before is not None
    assert one.after is not None
    reached: list[tuple[str, float | None]] = []
    for stage in way:
        there = values.get((one.row.metric_name, stage.after), {}) if stage.after is not None else {}
        if isinstance(there, str):
            return _whole(one, "unsplit"), there
        value = there.get(one.row.key)
        reached.append((stage.cause, empty if value is None else value))
    parts = parts_between(reached, one.before, one.after)
    return (parts, "") if parts is not None else (_whole(one, "unsplit"), "in between there is no value")


def _whole(one: Changed, cause: str) -> dict[str, Decimal] | None:
    if one.before is None or one.after is None:
        return None
    return parts_between([(cause, None)], one.before, one.after)
