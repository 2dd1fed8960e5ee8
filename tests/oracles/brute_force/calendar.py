"""Periods of each grain, day by day. Weeks begin on Monday, business weeks on Sunday, fiscal years in April."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
FIRST_QUARTER_OF_13_WEEKS = date(2022, 12, 26)


@cache
def period_start(grain: str, day: date) -> date:
    """First day of the period that the day lies in."""
    starts = {
        "day": lambda: day,
        "week": lambda: day - timedelta(days=day.weekday()),
        "business_week": lambda: day - timedelta(days=(day.weekday() + 1) % 7),
        "month": lambda: date(day.year, day.month, 1),
        "quarter": lambda: date(day.year, {1: 1, 2: 4, 3: 7, 4: 10}[(day.month + 2) // 3], 1),
        "year": lambda: date(day.year, 1, 1),
        "fiscal_year": lambda: date(day.year if day.month >= 4 else day.year - 1, 4, 1),
        "period_445": lambda: _period_of_4_4_5(day),
    }
    return starts[grain]()


@cache
def period_end(grain: str, start: date) -> date:
    """Last day of the period that begins with `start`."""
    day = start
    while period_start(grain, day + ONE_DAY) == start:
        day += ONE_DAY
    return day


def months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last where it is shorter."""
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _period_of_4_4_5(day: date) -> date:
    start = FIRST_QUARTER_OF_13_WEEKS
    while True:
        for weeks in (4, 4, 5):
            following = start + timedelta(weeks=weeks)
            if day < following:
                return start
            start = following
