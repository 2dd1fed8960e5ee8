"""Late data: a metric whose next period should be known by now, and isn't."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from lodestar.catalog.contract import STANDARD_GRAINS

__all__ = ["LateData", "finest", "late_data", "next_start"]

GRACE = timedelta(days=3)
"""A night's load may fail, and a weekend pass, before it is a matter for a meeting."""

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True)
class LateData:
    """The last period of a grain that is complete, the next one, and the day on which that one was due."""

    metric: str
    grain: str
    last: date
    next: date
    due: date


def late_data(metric: str, grain: str, last: date, days_until_final: int, today: date) -> LateData | None:
    """What is late about a metric; None when nothing is, or when the grain is the project's own.

    Args:
        last: the last complete period's first day.
    """
    following = next_start(last, grain)
    end = next_start(following, grain) if following else None
    if following is None or end is None:
        return None
    due = end + timedelta(days=days_until_final)
    return LateData(metric, grain, last, following, due) if today > due + GRACE else None


def next_start(start: date, grain: str) -> date | None:
    """The first day of the period after; None for a grain of the project's own."""
    if grain in DAYS:
        return start + timedelta(days=DAYS[grain])
    if grain in MONTHS:
        month = start.year * 12 + start.month - 1 + MONTHS[grain]
        return date(month // 12, month % 12 + 1, 1)
    return None


def finest(grains: tuple[str, ...]) -> str | None:
    """The shortest standard grain of a metric, which tells soonest that data are late."""
    return min((grain for grain in grains if grain in STANDARD_GRAINS), key=STANDARD_GRAINS.index, default=None)
