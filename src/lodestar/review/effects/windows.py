"""Periods before and after an action's start, and how many of them it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from lodestar.governance.actions import Action
from lodestar.releases.series import Point, Series
from lodestar.review.spans import last_day

__all__ = ["GRAINS", "LEAST_AFTER", "LEAST_BEFORE", "Window", "window"]

LEAST_BEFORE, LEAST_AFTER = 8, 4
"""Periods without which nothing is said: with fewer, how much a metric moves by itself can't be told."""

GRAINS = ("month", "week", "day")
"""The first that has enough periods is used: the longer the period, the less its noise remembers."""


@dataclass(frozen=True)
class Window:
    """The final values of one series before an action, and while it ran."""

    grain: str
    before: tuple[Point, ...]
    after: tuple[Point, ...]

    @property
    def is_enough(self) -> bool:
        """Whether there are as many periods as it takes."""
        return len(self.before) >= LEAST_BEFORE and len(self.after) >= LEAST_AFTER

    @property
    def points(self) -> tuple[Point, ...]:
        """Before and after."""
        return self.before + self.after


def window(series: Series, action: Action, until: date, *, begins: date | None = None) -> Window:
    """The window of a series.

    Periods that hold the start, or the end, of the action are in neither part: they are both. What is provisional or
    has no value is left out, and so is the first period that the metric has: data may have begun in its middle.

    Args:
        until: periods that end later are left out.
        begins: the first period that the metric has; by default the series' own.
    """
    first = begins or min((point.period_start for point in series.points), default=until)
    known = [
        point
        for point in series.points
        if point.is_final
        and point.value is not None
        and math.isfinite(point.value)
        and point.period_start > first
        and last_day(point.period_start, series.grain) <= until
    ]
    day_before = action.starts_on - timedelta(days=1)
    before = [point for point in known if last_day(point.period_start, series.grain) <= day_before]
    after = [
        point
        for point in known
        if point.period_start >= action.starts_on
        and (action.ends_on is None or last_day(point.period_start, series.grain) <= action.ends_on)
    ]
    return Window(series.grain, tuple(before), tuple(after))
