"""How long periods are: the last day of one, and how much of it has gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from lodestar.releases.series import Series

__all__ = ["ended_by", "last_day", "share_gone"]

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}


def last_day(start: date, grain: str) -> date:
    """The last day of the period that begins on `start`. A grain of the project's own is taken as a day."""
    if grain in MONTHS:
        place = start.year * 12 + start.month - 1 + MONTHS[grain]
        return date(place // 12, place % 12 + 1, 1) - timedelta(days=1)
    return start + timedelta(days=DAYS.get(grain, 1) - 1)


def share_gone(start: date, grain: str, through: date) -> float:
    """The share of the period's days up to `through`, from 0 to 1."""
    days = (last_day(start, grain) - start).days + 1
    return min(max((through - start).days + 1, 0), days) / days


def ended_by(series: Series, day: date) -> Series:
    """The series without periods that end after a day."""
    return replace(series, points=tuple(p for p in series.points if last_day(p.period_start, series.grain) <= day))
