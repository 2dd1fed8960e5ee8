"""Which two periods of a metric are compared: as people name them, or the last two that no longer move."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from lodestar.errors import UsageError
from lodestar.releases.series import Series

__all__ = ["named_period", "two_periods"]

MONTH = re.compile(r"(\d{4})-(\d{2})")
LONG = ("month", "quarter", "year")
"""Grains of which a month names one period."""


def two_periods(series: Sequence[Series], first: str | None, last: str | None) -> tuple[date, date]:
    """The starts of the periods from and to which a metric moved.

    Args:
        series: the metric's own, then all that must be final too where the periods are not named.
        first, last: a date or month in each. Where one is left out, it is the period before (`first`), or the last
            one that is final (`last`).

    Raises:
        UsageError: there are no such periods.
    """
    whole = series[0]
    starts = [start for start, _ in whole.known()]
    final = {point.period_start for point in whole.points if point.is_final and point.value is not None}
    for other in series[1:]:
        final &= {point.period_start for point in other.points if point.is_final}
    new = named_period(whole, last, "--to") if last else max(final, default=None)
    if new is None:
        raise UsageError(
            f"{whole.metric} has no final value by {whole.grain} yet. Name two periods by --from and --to."
        )
    before = [start for start in (sorted(final) if not last else starts) if start < new]
    old = named_period(whole, first, "--from") if first else (before[-1] if before else None)
    if old is None:
        raise UsageError(f"{whole.metric} has no value by {whole.grain} before the period that starts {new}.")
    if old >= new:
        raise UsageError(
            f"The period from which (it starts {old}) must be before the period to which (it starts {new})."
        )
    return old, new


def named_period(series: Series, text: str, option: str) -> date:
    """The start of the period that a date, or a month such as 2026-10, lies in.

    Raises:
        UsageError: it is neither, or the series has no value there.
    """
    month = MONTH.fullmatch(text)
    try:
        day = date(int(month[1]), int(month[2]), 1) if month else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no date and no month. Write it as 2026-10 or 2026-10-05.") from error
    if month and series.grain not in LONG:
        raise UsageError(
            f"{option} {text} is a month, and {series.metric} is asked by {series.grain}: name a day in it."
        )
    starts = [point.period_start for point in series.points]
    start = max((start for start in starts if start <= day), default=None)
    if start is None or not _is_in(day, start, starts, series.grain) or start not in dict(series.known()):
        known = [one for one, _ in series.known()]
        told = f"It has values from {known[0]} to {known[-1]}." if known else "It has none."
        raise UsageError(f"{series.metric} has no value by {series.grain} at {option} {text}. {told}")
    return start


def _is_in(day: date, start: date, starts: Sequence[date], grain: str) -> bool:
    """Whether the period that starts there is long enough to hold the day."""
    if any(other > start for other in starts):
        return True  # the next one starts later than the day
    if grain in LONG:
        months = (day.year - start.year) * 12 + day.month - start.month
        return months < {"month": 1, "quarter": 3, "year": 12}[grain]
    return (day - start).days < {"day": 1, "week": 7}.get(grain, 1)
