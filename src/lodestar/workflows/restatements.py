"""`lodestar restatements`: what was reported of a month and would be another number today, and why.

ledger ──▶ reported values ─┐
release ─▶ today's values ──┴▶ which differ? ─▶ which causes can there be? ─▶ one: it has all of the difference
                                                                           └▶ more: values in between, played again
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.catalog.archive import Archive, unarchive
from lodestar.errors import ConfigurationError, LedgerError
from lodestar.releases.release import Release, current_release
from lodestar.review.freeze import STAMPS, month_start, released_rows
from lodestar.review.frozen_folder import Freeze
from lodestar.review.ledger import Ledger
from lodestar.review.reported import reported
from lodestar.review.restatement import Restatement, is_other
from lodestar.review.row import Row
from lodestar.settings import Project
from lodestar.workflows.raw_then import RawThen
from lodestar.workflows.restated_parts import Changed, restated

__all__ = ["Restatements", "restatements"]


@dataclass(frozen=True)
class Restatements:
    """What would be different.

    Attributes:
        compared: reported values that today's were held against.
        unreported: metrics that the release has for that month and the ledger does not.
        gone: what was reported and the release no longer gives: `metric`, or `metric by grain`, or by dimension.
        stale: metrics that are not compared, because the release has values of an earlier one for them.
    """

    month: str
    release_id: str
    compared: int
    found: tuple[Restatement, ...]
    unreported: tuple[str, ...]
    gone: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


def restatements(project: Project, month: str) -> Restatements:
    """Compares what was last reported of a month with the current release.

    Raises:
        UsageError: it is no month.
        LedgerError: it was not frozen.
        ReleaseError: nothing is published.
    """
    first = month_start(month)
    ledger = Ledger(project.ledger_dir)
    ledger.check(ledger.freezes(month))
    rows = reported(ledger, month=month)
    if not rows:
        raise LedgerError(f"{month} was not frozen, so nothing was reported. `lodestar review freeze --month {month}`.")
    release = current_release(project.hub_dir)
    stale = release.facts.get("stale", {})
    rows = [row for row in rows if row.metric_name not in stale]
    today = {row.key: row for row in released_rows(release, first, "") if row.metric_name not in stale}
    changed = list(_changed(rows, today))
    freezes = {freeze.facts()["frozen_at"]: freeze for freeze in ledger.freezes(month)}
    now = _archive(release.folder / "definitions.json.gz")
    found: list[Restatement] = []
    for frozen_at, group in _by_freeze(changed).items():
        freeze = freezes[frozen_at]
        then = _archive(freeze.definitions) if freeze.definitions else None
        found += restated(project, group, _raw_then(freeze, release), then=then, now=now, facts=release.facts)
    names = {row.metric_name for row in rows}
    order = {id(one): place for place, one in enumerate(found)}
    found.sort(key=lambda one: (one.metric, one.grain, one.period_start, one.dimension, one.member, order[id(one)]))
    unreported = sorted({row.metric_name for row in today.values()} - names)
    gone = _gone(rows, today.values())
    return Restatements(
        month, release.release_id, len(rows), tuple(found), tuple(unreported), gone, tuple(sorted(stale))
    )


def _gone(rows: Iterable[Row], today: Iterable[Row]) -> tuple[str, ...]:
    given = list(today)
    metrics = {row.metric_name for row in given}
    grains = {(row.metric_name, row.grain) for row in given}
    slices = {(row.metric_name, row.grain, row.dimension) for row in given}
    found = set()
    for row in rows:
        if row.metric_name not in metrics:
            found.add(row.metric_name)
        elif (row.metric_name, row.grain) not in grains:
            found.add(f"{row.metric_name} by {row.grain}")
        elif (row.metric_name, row.grain, row.dimension) not in slices:
            found.add(f"{row.metric_name} by {row.dimension}")
    return tuple(sorted(found))


def _changed(rows: Sequence[Row], today: Mapping[tuple[str, str, str, str, str], Row]) -> Iterable[Changed]:
    """Reported values that differ, and members that have appeared where members were reported.

    What the release no longer gives at all (a metric, grain or dimension) can't be held against anything.
    """
    given = {(row.metric_name, row.grain, row.dimension) for row in today.values()}
    by_slice: dict[tuple[str, str, str, str], Row] = {}
    keys = set()
    for row in rows:
        by_slice.setdefault(row.slice, row)
        keys.add(row.key)
        now = today.get(row.key)
        before, after = _number(row.value), _number(now.value) if now else None
        if (row.metric_name, row.grain, row.dimension) in given and is_other(before, after):
            yield Changed(row, before, after)
    for key, now in today.items():
        if key not in keys and (beside := by_slice.get(now.slice)) and now.value:
            stamped = Row(**{**_cells(now), **{name: getattr(beside, name) for name in STAMPS}})
            yield Changed(stamped, None, _number(now.value))


def _cells(row: Row) -> dict[str, str]:
    return {name: getattr(row, name) for name in row.__slots__}


def _number(text: str) -> float | None:
    number = float(text) if text else None
    return number if number is not None and math.isfinite(number) else None


def _by_freeze(changed: Iterable[Changed]) -> dict[str, list[Changed]]:
    found: dict[str, list[Changed]] = {}
    for one in changed:
        found.setdefault(one.row.frozen_at, []).append(one)
    return found


def _raw_then(freeze: Freeze, release: Release) -> RawThen:
    facts = freeze.facts()
    return RawThen.read(facts.get("raw", {}), _duckdb(facts) == _duckdb(release.facts))


def _duckdb(facts: Mapping[str, Any]) -> str:
    return str(facts.get("versions", {}).get("duckdb"))


def _archive(path: Path) -> Archive | None:
    try:
        return unarchive(path.read_bytes())
    except (OSError, ConfigurationError):
        return None
