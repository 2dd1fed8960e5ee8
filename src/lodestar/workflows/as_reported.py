"""`lodestar query --as-of`: what had been reported by a day, whatever has come to light since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lodestar.catalog.contract import STANDARD_GRAINS
from lodestar.errors import LedgerError, UnknownNameError, UsageError
from lodestar.releases.reader import Answer, Value
from lodestar.review.freeze import FINAL
from lodestar.review.ledger import Ledger
from lodestar.review.reported import end_of_day, reported
from lodestar.review.row import Row
from lodestar.settings import Project

__all__ = ["AsReported", "query_as_reported"]

TOTAL = "total"


@dataclass(frozen=True)
class AsReported:
    """The answer, and the ledger's own rows behind it, in the same order."""

    answer: Answer
    rows: tuple[Row, ...]


def query_as_reported(
    project: Project,
    metric_names: Sequence[str],
    as_of: date,
    *,
    grain: str | None = None,
    dimension: str | None = None,
    member: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> AsReported:
    """Values as they were last reported by the end of `as_of`, a day in business time.

    Raises:
        LedgerError: nothing had been reported by then.
        UnknownNameError: a metric, grain, dimension or member was not reported; the message suggests the nearest.
    """
    ledger = Ledger(project.ledger_dir)
    instant = end_of_day(as_of, project.business_timezone)
    rows = reported(ledger, as_of=instant, conditions={"metric_name": metric_names})
    ledger.check(freeze for freeze in ledger.freezes() if freeze.month in {row.month for row in rows})
    for name in metric_names:
        if name not in {row.metric_name for row in rows}:
            known = {row.metric_name for row in reported(ledger, as_of=instant, conditions={"dimension": [TOTAL]})}
            if known:
                raise UnknownNameError(f"metric reported by {as_of}", name, known)
            raise LedgerError(f"Nothing had been reported by {as_of}. {_first_freeze(ledger, project)}")
    chosen = [row for row in rows if row.metric_name in metric_names]
    grain = _grain(chosen, metric_names, grain)
    chosen = [row for row in chosen if row.grain == grain]
    chosen = _of(chosen, "dimension", dimension or TOTAL)
    if member is not None:
        chosen = _of(chosen, "member", member)
    kept = [
        row
        for row in chosen
        if (start is None or row.period_start >= start.isoformat())
        and (end is None or row.period_start <= end.isoformat())
    ]
    kept.sort(key=lambda row: (row.period_start, row.member, row.metric_name))
    answer = Answer(
        values=tuple(_value(row) for row in kept),
        grain=grain,
        dimension=dimension or TOTAL,
        units={row.metric_name: row.unit for row in chosen},
        release_id=", ".join(sorted({row.release_id for row in kept})),
    )
    return AsReported(answer, tuple(kept))


def _first_freeze(ledger: Ledger, project: Project) -> str:
    first = min((freeze.facts()["frozen_at"] for freeze in ledger.freezes()), default="")
    if not first:
        return "Freeze a month with `lodestar review freeze`."
    there = datetime.fromisoformat(first).astimezone(ZoneInfo(project.business_timezone))
    return f"The first freeze was on {there:%Y-%m-%d at %H:%M} ({project.business_timezone})."


def _grain(rows: Sequence[Row], names: Sequence[str], wanted: str | None) -> str:
    order = {grain: place for place, grain in enumerate(STANDARD_GRAINS)}
    by_metric = [{row.grain for row in rows if row.metric_name == name} for name in names]
    shared = sorted(set.intersection(*by_metric), key=lambda grain: (order.get(grain, len(order)), grain))
    if wanted is None:
        if not shared:
            raise UsageError(f"{', '.join(names)} have no grain in common. Ask for them one by one.")
        return shared[-1]
    for name, grains in zip(names, by_metric, strict=True):
        if wanted not in grains:
            raise UnknownNameError(f"reported grain of {name}", wanted, grains)
    return wanted


def _of(rows: Sequence[Row], column: str, wanted: str) -> list[Row]:
    known = {getattr(row, column) for row in rows}
    if wanted not in known:
        raise UnknownNameError(f"reported {column}", wanted, known)
    return [row for row in rows if getattr(row, column) == wanted]


def _value(row: Row) -> Value:
    value, numerator, denominator = (
        float(text) if text else None for text in (row.value, row.numerator, row.denominator)
    )
    start, is_final = date.fromisoformat(row.period_start), row.status == FINAL
    return Value(row.metric_name, start, row.member, value, numerator, denominator, is_final)
