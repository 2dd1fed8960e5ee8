"""Which values a freeze of a month writes, and when it has to wait.

A period belongs to the month in which it ends, so that a week is frozen with the month that finished it; one of a grain
of the project's own, whose end a release does not say, to that in which it begins. A value is reported as final once;
one that was provisional is reported again when it has become final. What differs later is a restatement
(`restatement.py`), and never written over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lodestar.errors import LedgerError, UsageError
from lodestar.releases.reader import catalog_rows
from lodestar.releases.release import Release
from lodestar.review.row import Row
from lodestar.warehouse.connection import connect

__all__ = [
    "FINAL",
    "PROVISIONAL",
    "STAMPS",
    "YEARS",
    "Due",
    "due_rows",
    "month_range",
    "month_start",
    "released_rows",
    "require_closed",
]

FINAL, PROVISIONAL = "final", "provisional"

YEARS = (1970, 2200)
"""No month outside is meant."""

ENDS = """
    case grain
        when 'day' then period_start
        when 'week' then period_start + interval 6 day
        when 'business_week' then period_start + interval 6 day
        when 'month' then period_start + interval 1 month - interval 1 day
        when 'quarter' then period_start + interval 3 month - interval 1 day
        when 'year' then period_start + interval 1 year - interval 1 day
        else period_start
    end
"""


@dataclass(frozen=True)
class Due:
    """What a freeze writes, and what stands already.

    Attributes:
        rows: to be written.
        standing: values that were reported as final before.
        waiting: values that were reported as provisional, and still are.
        gone: values that were reported as provisional, and can't become final: the release no longer has their metric,
            grain, dimension or period.
    """

    rows: tuple[Row, ...]
    standing: int = 0
    waiting: int = 0
    gone: int = 0


def month_start(text: str) -> date:
    """The first day of a month written as `2026-10`.

    Raises:
        UsageError: it is no month.
    """
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII) and YEARS[0] <= int(text[:4]) <= YEARS[1]:
            return date.fromisoformat(f"{text}-01")
    except ValueError:
        pass
    raise UsageError(f"{text!r} is no month. Write it as 2026-10.")


def released_rows(release: Release, month: date, frozen_at: str) -> list[Row]:
    """The month's values as the release has them, by metric, grain, period, dimension and member."""
    facts = release.facts
    fingerprints, upstream = facts.get("fingerprints", {}), facts.get("upstream_fingerprints", {})
    units = {row["metric_name"]: row["unit"] for row in catalog_rows(release)}
    with connect(release.database) as connection:
        found = connection.execute(
            "select metric_name, metric_version, grain, period_start, dimension, member, value, numerator, "
            f"denominator, is_complete from hub.metric_values where date_trunc('month', {ENDS}) = ? "
            "order by metric_name, grain, period_start, dimension, member",
            [month],
        ).fetchall()
    return [
        Row(
            name,
            str(version),
            units.get(name, ""),
            fingerprints.get(name, ""),
            upstream.get(name, ""),
            grain,
            start.isoformat(),
            dimension,
            member,
            _text(value),
            _text(numerator),
            _text(denominator),
            FINAL if is_complete else PROVISIONAL,
            f"{month:%Y-%m}",
            release.release_id,
            facts.get("data_cut_off", ""),
            frozen_at,
        )
        for name, version, grain, start, dimension, member, value, numerator, denominator, is_complete in found
    ]


def require_closed(release: Release, month: date, rows: Sequence[Row], *, also_open: bool = False) -> None:
    """Refuses a month that data have not finished, or whose closing lag has not passed.

    Args:
        also_open: take one whose closing lag has not passed.

    Raises:
        LedgerError: with what is missing and when to come back.
    """
    if not rows:
        known = month_range(release)
        if known and month < known[0]:
            raise LedgerError(
                f"{month:%Y-%m} is before the data, which begins in {known[0]:%Y-%m}. Nothing was frozen."
            )
    if not rows or not _is_finished(release, month):
        raise LedgerError(
            f"{month:%Y-%m} is not finished in release {release.release_id}: nothing was frozen. "
            "Freeze it when its last day has arrived."
        )
    lags: Mapping[str, int] = release.facts.get("closing_lag_days", {})
    waiting = {name for name in _provisional(rows) if lags.get(name, 0)}
    open_still = sorted(name for name in waiting if not _is_closed(release, name, month, lags[name]))
    if open_still and not also_open:
        told = ", ".join(f"{name} ({lags[name]} days)" for name in open_still)
        raise LedgerError(
            f"{month:%Y-%m} is not closed in release {release.release_id}: late rows still come for {told}. "
            "Nothing was frozen. Freeze it when the closing lag has passed, or now with --provisional."
        )


def _is_closed(release: Release, metric: str, month: date, lag: int) -> bool:
    """Whether a metric's closing lag has passed after a month, though its values may mature for longer.

    A final period that ends on a day says that data reach so many days further as its values take to become final.
    """
    maturity = release.facts.get("maturity_days", {}).get(metric, 0)
    with connect(release.database) as connection:
        found = connection.execute(
            f"select max(cast({ENDS} as date)) + cast(? as integer) >= last_day(cast(? as date)) + cast(? as integer) "
            "from hub.metric_values where metric_name = ? and is_complete and grain in ('day', 'week', 'month')",
            [max(maturity, lag), month, lag, metric],
        ).fetchone()
    return bool(found and found[0])


def due_rows(rows: Sequence[Row], known: Iterable[Row]) -> Due:
    """What of the released rows is to be reported now.

    Args:
        known: the last reported row of each value of the month.
    """
    before, now = _by_slice(known), _by_slice(rows)
    due: list[Row] = []
    standing = waiting = 0
    for place, current in now.items():
        reported = before.get(place, [])
        if not reported:
            due += current
        elif any(row.status == FINAL for row in reported):
            standing += len(reported)
        elif all(row.status == FINAL for row in current):
            due += [*current, *_vanished(reported, current)]
        else:
            waiting += len(reported)
    gone = sum(row.status == PROVISIONAL for place, reported in before.items() if place not in now for row in reported)
    return Due(tuple(due), standing, waiting, gone)


def _by_slice(rows: Iterable[Row]) -> dict[tuple[str, str, str, str], list[Row]]:
    found: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in rows:
        found.setdefault(row.slice, []).append(row)
    return found


STAMPS = (
    "metric_version",
    "unit",
    "fingerprint",
    "upstream_fingerprint",
    "status",
    "release_id",
    "data_cut_off",
    "frozen_at",
)
"""What a row says of how it was computed and reported, beside its value."""


def _vanished(reported: Iterable[Row], current: Collection[Row]) -> Iterator[Row]:
    """Members that were reported as provisional and have no value now: that, too, is what is final."""
    keys, now = {row.key for row in current}, next(iter(current))
    stamps = {name: getattr(now, name) for name in STAMPS}
    for row in reported:
        if row.key not in keys:
            yield replace(row, value="", numerator="", denominator="", **stamps)


def _text(number: float | None) -> str:
    """The shortest text that reads as the same double; empty for what is no number."""
    return "" if number is None or not math.isfinite(number) else repr(float(number))


def _provisional(rows: Iterable[Row]) -> set[str]:
    return {row.metric_name for row in rows if row.status == PROVISIONAL}


def _is_finished(release: Release, month: date) -> bool:
    """Whether the month's last day is complete for at least one metric; the others are frozen as provisional."""
    with connect(release.database) as connection:
        found = connection.execute(
            f"select count(*) from hub.metric_values where is_complete and {ENDS} >= last_day(cast(? as date))",
            [month],
        ).fetchone()
    return bool(found and found[0])


def month_range(release: Release) -> tuple[date, date] | None:
    """The first and the last month in which a period of the release begins or ends; None without values."""
    with connect(release.database) as connection:
        found = connection.execute(
            f"select cast(date_trunc('month', min({ENDS})) as date), "
            "cast(date_trunc('month', max(period_start)) as date) from hub.metric_values"
        ).fetchone()
    return (found[0], found[1]) if found and found[0] else None
