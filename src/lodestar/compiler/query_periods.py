"""Time ranges, widened to whole periods."""

from __future__ import annotations

from datetime import datetime, timedelta

from lodestar.compiler.joins import NotPlannable

__all__ = ["whole_periods"]

STEPS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def whole_periods(first: datetime, last: datetime, grain: str) -> tuple[datetime, datetime]:
    """From the start of the period of `first` to the start of the period after that of `last`, which is excluded.

    Raises:
        NotPlannable: the grain has no periods that a calendar knows.
    """
    if grain not in STEPS and grain not in MONTHS:
        raise NotPlannable(f"a time range in periods of {grain or 'no grain'}")
    return _start(first, grain), _next(_start(last, grain), grain)


def _start(moment: datetime, grain: str) -> datetime:
    if grain == "second":
        return moment.replace(microsecond=0)
    if grain == "minute":
        return moment.replace(second=0, microsecond=0)
    if grain == "hour":
        return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain in MONTHS:
        months = MONTHS[grain]
        return day.replace(day=1, month=(day.month - 1) // months * months + 1)
    return day


def _next(start: datetime, grain: str) -> datetime:
    if grain in STEPS:
        return start + STEPS[grain]
    months = start.month - 1 + MONTHS[grain]
    return start.replace(year=start.year + months // 12, month=months % 12 + 1)
