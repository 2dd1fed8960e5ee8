"""Natural limits: how far a number moves by itself, and what is more than that.

limits = natural_limits([41, 38, 40, 43, 39, 40])
limits.lower, limits.upper, limits.side(55)        # 1: above

Individual values and moving ranges (Shewhart 1931; Wheeler, Understanding Variation, 1993): the natural limits of a
process are its mean plus and minus 2.66 mean moving ranges, that is 3 sigma with sigma = mean range / 1.128 (d2 of two
values). They come from a baseline that ends before the period judged: a period that is judged by itself hides what it
does.

A series that grows steadily would soon be beyond every limit. Where the baseline has a monotonic trend (Mann-Kendall,
two-sided 5%), limits run along a line fitted to it, or to its logarithms where all values are positive and that line is
nearer; they are wider by what the line is uncertain ahead of its points.

How often noise alone is called a signal (normal noise, 8,000 baselines each; exact limits would call 0.27%, which
nobody reaches who has to estimate sigma from few):

| baseline | 6 | 8 | 12 | 18 | 24 values |
|---|---|---|---|---|---|
| level | 5.1% | 3.6% | 1.8% | 1.2% | 1.1% |
| line or exponential of 1.2 sigma a period | 18% | 2-6% | 1-6% | 1-2% | 0.9% |

With six values a trend is hardly told from noise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

__all__ = ["LEAST_POINTS", "Limits", "Shape", "natural_limits", "shape_of"]

Shape = Literal["level", "trend", "growth"]
"""What a baseline does: it stays, moves along a line, or along an exponential."""

LEAST_POINTS = 6
"""A baseline with fewer says nothing about variation: five ranges are the least that anyone charts."""

RANGE_TO_LIMIT = 2.66
"""3 / d2, with d2 = 1.128 for ranges of two values."""

RANGE_TO_SIGMA = 1 / 1.128
TREND_Z = 1.96


@dataclass(frozen=True, slots=True)
class Limits:
    """Natural limits of one period. `sigma` in the values' unit, of their logarithm where the shape is growth."""

    centre: float
    lower: float
    upper: float
    sigma: float
    points: int
    shape: Shape = "level"

    def side(self, value: float) -> int:
        """1 above the limits, -1 below, 0 within."""
        return (value > self.upper) - (value < self.lower)


def natural_limits(
    values: Sequence[float | None],
    *,
    ahead: int = 1,
    shape: Shape | None = None,
    centre_of: int | None = None,
) -> Limits | None:
    """Limits of the period that is `ahead` of the last of the values; None with fewer than six known.

    Args:
        values: of the baseline, oldest first, equally far apart. Unknown ones are left out; a range spans the gap.
        shape: found from the values where it is not given.
        centre_of: take the mean of so many last known values alone; ranges are those of all. For a level.
    """
    known = _known(values)
    if len(known) < LEAST_POINTS:
        return None
    found = shape or shape_of(values)
    if found == "level":
        numbers = [value for _, value in known]
        centre = _mean(numbers[-(centre_of or len(numbers)) :])
        return _around(centre, _mean_range(numbers), len(known))
    return _along(known, float(len(values) - 1 + ahead), found)


def _around(centre: float, mean_range: float, points: int) -> Limits:
    reach = RANGE_TO_LIMIT * mean_range
    return Limits(centre, centre - reach, centre + reach, mean_range * RANGE_TO_SIGMA, points)


def _along(known: Sequence[tuple[float, float]], place: float, shape: Shape) -> Limits:
    """Limits around a fitted line at a place, which widen as the line is less certain there (least squares)."""
    is_growth = shape == "growth"
    line = [(x, math.log(value)) for x, value in known] if is_growth else list(known)
    start, slope = _fitted(line)
    rests = [y - start - slope * x for x, y in line]
    middle = _mean([x for x, _ in line])
    spread = sum((x - middle) ** 2 for x, _ in line)
    wider = math.sqrt(1 + 1 / len(line) + (place - middle) ** 2 / spread) if place > line[-1][0] else 1.0
    mean_range = _mean_range(rests)
    at, reach = start + slope * place, RANGE_TO_LIMIT * mean_range * wider
    ends = [math.exp(y) for y in (at, at - reach, at + reach)] if is_growth else [at, at - reach, at + reach]
    return Limits(ends[0], ends[1], ends[2], mean_range * RANGE_TO_SIGMA, len(known), shape)


def shape_of(values: Sequence[float | None]) -> Shape:
    """The shape that fits a baseline; a level where there are too few values to tell."""
    known = _known(values)
    if len(known) < LEAST_POINTS or abs(_mann_kendall([value for _, value in known])) < TREND_Z:
        return "level"
    if any(value <= 0 for _, value in known):
        return "trend"
    start, slope = _fitted(known)
    log_start, log_slope = _fitted([(x, math.log(value)) for x, value in known])
    straight = sum((value - start - slope * x) ** 2 for x, value in known)
    bent = sum((value - math.exp(log_start + log_slope * x)) ** 2 for x, value in known)
    return "growth" if bent < straight else "trend"


def _mann_kendall(values: Sequence[float]) -> float:
    """Z of the rank test against a trend (Mann 1945, Kendall 1975), without a correction for ties."""
    n = len(values)
    score = sum((values[j] > values[i]) - (values[j] < values[i]) for i in range(n) for j in range(i + 1, n))
    spread = math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    return (score - (score > 0) + (score < 0)) / spread


def _known(values: Sequence[float | None]) -> list[tuple[float, float]]:
    """Place and value of those that are known."""
    return [(float(place), value) for place, value in enumerate(values) if value is not None and math.isfinite(value)]


def _fitted(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    middle_x, middle_y = _mean([x for x, _ in points]), _mean([y for _, y in points])
    above = sum((x - middle_x) * (y - middle_y) for x, y in points)
    slope = above / sum((x - middle_x) ** 2 for x, _ in points)
    return middle_y - slope * middle_x, slope


def _mean_range(values: Sequence[float]) -> float:
    return _mean([abs(after - before) for before, after in pairwise(values)])


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
