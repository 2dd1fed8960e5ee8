"""XmR charts: a series beside its natural limits, and what they don't explain.

found = chart(series, date(2026, 10, 1))
found.signals                                      # beyond a limit, or the eighth in a row on one side of the centre

The baseline ends before the period judged. How limits come about: `review.limits`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lodestar.releases.series import Series
from lodestar.review.limits import Limits, Shape, natural_limits, shape_of

__all__ = ["Chart", "ChartPoint", "Signal", "chart"]

Signal = Literal["above", "below", "run_above", "run_below"]

MOST_POINTS = 24
"""Older values tell of another business."""

RUN = 8
"""So many in a row on one side of the centre are a shift (Western Electric, rule 4)."""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A value beside the limits of its period; `is_judged` when it lies after the baseline."""

    period_start: date
    value: float | None
    limits: Limits
    signal: Signal | None
    is_judged: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A series beside its natural limits, from the first period of the baseline on."""

    metric: str
    shape: Shape
    points: tuple[ChartPoint, ...]

    @property
    def signals(self) -> tuple[ChartPoint, ...]:
        """Points that natural variation does not explain."""
        return tuple(point for point in self.points if point.signal)


def chart(series: Series, judged: date, *, most: int = MOST_POINTS, shape: Shape | None = None) -> Chart | None:
    """The chart of a series whose baseline are the final values before `judged`; None where they are too few.

    Points before the judged period are shown too: with limits of the baseline that they are part of.
    """
    before = [point for point in series.points if point.period_start < judged and point.is_final][-most:]
    values = [point.value for point in before]
    after = [point for point in series.points if point.period_start >= judged]
    if natural_limits(values) is None:
        return None
    kind = shape or shape_of(values)
    found: list[ChartPoint] = []
    sides: list[int] = []
    for place, point in enumerate([*before, *after]):
        limits = natural_limits(values, ahead=place - len(values) + 1, shape=kind)
        assert limits is not None
        if point.value is not None:
            sides.append((point.value > limits.centre) - (point.value < limits.centre))
        signal = _signal(point.value, limits, sides)
        found.append(ChartPoint(point.period_start, point.value, limits, signal, place >= len(before)))
    return Chart(series.metric, kind, tuple(found))


def _signal(value: float | None, limits: Limits, sides: Sequence[int]) -> Signal | None:
    if value is None:
        return None
    side = limits.side(value)
    if side:
        return "above" if side > 0 else "below"
    total = sum(sides[-RUN:])
    if abs(total) == RUN:
        return "run_above" if total > 0 else "run_below"
    return None
