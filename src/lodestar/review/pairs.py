"""Two metrics side by side: the values of both on one row of periods, in relative terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from lodestar.releases.series import TOTAL, Series

__all__ = ["GRAINS", "Numbers", "Pair", "pair", "relative", "shared_series", "whole_values"]

Numbers = NDArray[np.float64]

GRAINS = ("week", "month", "quarter", "year", "day")
"""In the order in which a relation is looked for: days last, because every day of the week has a level of its own."""

LEAST_MEAN = 0.25
"""A mean nearer to 0 than this share of the standard deviation is no measure: 1% of nothing."""

MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
DAYS_OF = {"day": 1, "week": 7}


@dataclass(frozen=True, eq=False)
class Pair:
    """Values of two metrics on the same periods, one after the other without a hole. Unknown ones are NaN."""

    grain: str
    periods: tuple[date, ...]
    driver: Numbers
    moved: Numbers


def shared_series(series: Iterable[Series], first: str, second: str) -> tuple[Series, Series] | None:
    """The wholes of two metrics at the first grain of `GRAINS` that both have, else at one of the project's own."""
    known: dict[str, dict[str, Series]] = {first: {}, second: {}}
    for one in series:
        if one.metric in known and one.dimension == TOTAL:
            known[one.metric][one.grain] = one
    common = [grain for grain in known[first] if grain in known[second]]
    ordered = [grain for grain in GRAINS if grain in common] + [grain for grain in common if grain not in GRAINS]
    return (known[first][ordered[0]], known[second][ordered[0]]) if ordered else None


def whole_values(series: Series) -> dict[date, float]:
    """Final values by period, without the first period: data may have begun within it."""
    first = min((point.period_start for point in series.points), default=None)
    return {
        point.period_start: point.value
        for point in series.points
        if point.is_final and point.value is not None and np.isfinite(point.value) and point.period_start != first
    }


def pair(driver: Series, moved: Series) -> Pair:
    """Both on the periods from the first to the last that either knows."""
    of_driver, of_moved = whole_values(driver), whole_values(moved)
    periods = _without_holes(sorted({*of_driver, *of_moved}), driver.grain)
    return Pair(driver.grain, periods, _column(of_driver, periods), _column(of_moved, periods))


def relative(values: Numbers) -> Numbers | None:
    """Logarithms where all values are above 0, else shares of their mean; None where the mean is about 0.

    Differences of either are relative differences, so the slope between two such columns is an elasticity.
    """
    known = values[np.isfinite(values)]
    if known.size and known.min() > 0:
        logarithms: Numbers = np.log(values)
        return logarithms
    mean = float(known.mean()) if known.size else 0.0
    if abs(mean) <= LEAST_MEAN * float(known.std() if known.size else 0.0):
        return None
    shares: Numbers = values / abs(mean) - np.sign(mean)
    return shares


def _column(values: Mapping[date, float], periods: Sequence[date]) -> Numbers:
    return np.array([values.get(period, np.nan) for period in periods], dtype=np.float64)


def _without_holes(periods: Sequence[date], grain: str) -> tuple[date, ...]:
    """Every period between the first and the last; those that are there, where the grain is the project's own."""
    if not periods or grain not in (*MONTHS_OF, *DAYS_OF):
        return tuple(periods)
    found, last = [periods[0]], periods[-1]
    while found[-1] < last:
        found.append(_next(found[-1], grain))
    return tuple(found)


def _next(start: date, grain: str) -> date:
    if grain in DAYS_OF:
        return start + timedelta(days=DAYS_OF[grain])
    months = start.year * 12 + start.month - 1 + MONTHS_OF[grain]
    return date(months // 12, months % 12 + 1, 1)
