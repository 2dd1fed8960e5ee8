"""A series by the month: weeks and days brought to the months in which they end.

A month's value is the mean of its weeks (or days), so that a month of five weeks is no greater than one of four; of a
ratio it is the quotient of the sums. Numerators and denominators are means, too. Months and longer periods stay as they
are. A month that data cover in part has no value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

from lodestar.releases.series import Point, Series

__all__ = ["LONG_GRAINS", "by_month", "last_days", "month_before"]

LONG_GRAINS = ("month", "quarter", "year")
DAYS = {"day": 1, "week": 7}


def by_month(series: Series) -> Series:
    """The series with one point a month; itself where its periods are a month or longer."""
    if series.grain in LONG_GRAINS or not series.points:
        return series
    ends = last_days(series)
    first = series.points[0].period_start
    begun = date(first.year, first.month, 1)
    length = ends[-1] - series.points[-1].period_start + timedelta(days=1)
    found: dict[date, list[Point]] = {}
    for point, end in zip(series.points, ends, strict=True):
        found.setdefault(date(end.year, end.month, 1), []).append(point)
    points = []
    for month, held in sorted(found.items()):
        # the first month is whole when a period that would have ended in it could not have come before the first one
        is_begun = month != begun or first - timedelta(days=1) < month
        is_over = ends[-1] + length >= _next_month(month)
        points.append(_point(month, held if is_begun else [], is_over))
    return Series(series.metric, "month", tuple(points), series.dimension, series.member)


def last_days(series: Series) -> list[date]:
    """The last day of each period. Of a grain of the project's own: the day before the next one begins."""
    starts = [point.period_start for point in series.points]
    if series.grain in DAYS:
        return [start + timedelta(days=DAYS[series.grain] - 1) for start in starts]
    nexts = [*starts[1:], starts[-1] + (starts[-1] - starts[-2] if len(starts) > 1 else timedelta(days=1))]
    return [following - timedelta(days=1) for following in nexts]


def month_before(month: date, months: int = 1) -> date:
    """The first day of the month that lies so many months before."""
    place = month.year * 12 + month.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def _next_month(month: date) -> date:
    return month_before(month, -1)


def _point(month: date, held: Sequence[Point], is_over: bool) -> Point:
    known = [point for point in held if point.value is not None]
    is_final = bool(held) and is_over and all(point.is_final for point in held)
    numerators = [point.numerator for point in known if point.numerator is not None]
    denominators = [point.denominator for point in known if point.denominator is not None]
    if known and len(numerators) == len(denominators) == len(known) and math.fsum(denominators):
        above, below = math.fsum(numerators), math.fsum(denominators)
        return Point(month, above / below, above / len(known), below / len(known), is_final)
    value = math.fsum(point.value for point in known if point.value is not None) / len(known) if known else None
    return Point(month, value, is_final=is_final)
