"""An interrupted series: one that has nothing to be compared with but itself before.

Segmented regression (Wagner et al. 2002, J Clin Pharm Ther 27, 299-309; Bernal, Cummins and Gasparrini 2017, Int J
Epidemiol 46, 348-355): a constant, a change of level from the start of the action on, a trend where there was one
before, and the season where there is enough history to know it. The effect is the change of level relative to the
value without it. Values above 0 are taken by their logarithm, where an effect multiplies; others as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestar.releases.series import Point
from lodestar.review.effects.shift import Estimate, estimate, linear, quotient

__all__ = ["Shift", "shift_of"]

Array = NDArray[np.float64]
TREND_LEVEL = 0.90
"""A trend is reckoned with where this interval of the slope before the action does not hold 0."""

YEARS_OF_SEASON = 2
"""Years before the action from which the months of the year are reckoned with: each was then seen twice."""

WEEKS_OF_WEEKDAYS = 4


@dataclass(frozen=True)
class Shift:
    """A relative change of level, and what else the series was taken to do."""

    estimate: Estimate
    has_trend: bool
    has_season: bool


def shift_of(before: Sequence[Point], after: Sequence[Point], grain: str) -> Shift | None:
    """The change from before to after; None where it can't be told: values without noise, or around 0."""
    points = [*before, *after]
    values = np.array([point.value for point in points], dtype=np.float64)
    is_relative = bool(np.all(values > 0))
    if is_relative:
        values = np.log(values)
    known = len(before)
    season = _season(points, known, grain)
    trend = _trend(len(points), known)
    own = [np.ones(len(points)), *season]
    has_trend = _is_trending(values[:known], [column[:known] for column in [*own, trend]])
    step = (np.arange(len(points)) >= known).astype(np.float64)
    design = np.column_stack([*own, *([trend] if has_trend else []), step])
    of_step = np.zeros(design.shape[1])
    of_step[-1] = 1.0
    if is_relative:
        found = estimate(values, design, linear(of_step))
        changed = found and found.of_logarithm()
    else:
        without = design[known:].mean(axis=0) * (1 - of_step)  # what it would have been without the action
        if _is_around_zero(values, design, without):
            return None
        changed = estimate(values, design, quotient(of_step, without))
    return Shift(changed, has_trend, bool(season)) if changed else None


def _trend(periods: int, known: int) -> Array:
    """0 in the middle of what was before, so that the constant stays what it is without a trend."""
    return np.arange(periods, dtype=np.float64) - (known - 1) / 2


def _season(points: Sequence[Point], known: int, grain: str) -> list[Array]:
    """A column a month of the year, or a weekday for days; none where there is too little history."""
    days = [point.period_start for point in points]
    reach = (days[known - 1] - days[0]).days if known else 0
    columns: list[Array] = []
    if reach >= YEARS_OF_SEASON * 365 - 31:
        columns += _parted([day.month for day in days], known)
    if grain == "day" and reach >= WEEKS_OF_WEEKDAYS * 7:
        columns += _parted([day.weekday() for day in days], known)
    return columns


def _parted(parts: Sequence[int], known: int) -> list[Array]:
    """A column a part but the first; parts that were not seen before the action have none."""
    seen = sorted(set(parts[:known]))
    return [np.array([float(part == one) for part in parts]) for one in seen[1:]]


def _is_trending(values: Array, columns: Sequence[Array]) -> bool:
    design = np.column_stack(columns)
    of_slope = np.zeros(design.shape[1])
    of_slope[-1] = 1.0
    slope = estimate(values, design, linear(of_slope), level=TREND_LEVEL)
    return slope is not None and not slope.low <= 0 <= slope.high


def _is_around_zero(values: Array, design: Array, without: Array) -> bool:
    """Whether the value without the action may be 0: nothing is a share of that."""
    base = estimate(values, design, linear(without))
    return base is None or base.low <= 0 <= base.high
