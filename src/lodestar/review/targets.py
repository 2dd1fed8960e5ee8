"""Targets beside values: what is met, what is missed, and how a period that still runs will end if it goes on so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lodestar.governance.targets import Target
from lodestar.releases.series import Series
from lodestar.review.spans import last_day, share_gone

__all__ = ["Attainment", "Standing", "adds_up", "attain"]

EQUAL = 1e-9
"""A value this close to its target, relatively, has reached it: sums of decimals may be off in their last digit."""

LEAST_CHECKED = 2
"""Periods that must be the sum of their days before a metric is taken for one that adds up."""


class Standing(StrEnum):
    """Where a target stands.

    `running`: the period is not over, and how its value will end can't be told from what it is so far, as of a rate.
    `no_value`: the release has none for it, or the period has not begun.
    """

    met = "met"
    missed = "missed"
    on_track = "on_track"
    behind = "behind"
    running = "running"
    provisional = "provisional"
    no_value = "no_value"


@dataclass(frozen=True)
class Attainment:
    """A target and what became of it.

    Attributes:
        value: of the period, or of the part of it that has gone.
        expected: the value at the period's end if it goes on so (the run rate); the value itself of a period that is
            over, and of a metric that does not add up.
        share: of the target that is reached, by `expected`; 1 and more is reached. None where target or value is not
            above 0: a share of it says nothing.
        distance: expected less target, in the metric's unit.
        gone: share of the period's days that has gone.
    """

    target: Target
    standing: Standing
    value: float | None
    expected: float | None
    share: float | None
    distance: float | None
    gone: float


def attain(target: Target, series: Series | None, *, direction: str, through: date, is_sum: bool) -> Attainment:
    """What became of a target.

    Args:
        series: of its metric, grain and member; None where the release has none.
        direction: `down` where less is better; else more is.
        through: the last day of data.
        is_sum: whether values add up over days: then a value so far is divided by the share of days gone.
    """
    point = series.at(target.period_start) if series else None
    gone = share_gone(target.period_start, target.grain, through)
    if point is None or point.value is None or not math.isfinite(point.value) or not gone:
        return Attainment(target, Standing.no_value, None, None, None, None, gone)
    expected = point.value / gone if is_sum else point.value
    is_reached = _is_reached(expected, target.value, direction)
    if point.is_final:
        standing = Standing.met if is_reached else Standing.missed
    elif through >= last_day(target.period_start, target.grain):
        standing = Standing.provisional
    elif not is_sum:
        standing = Standing.running
    else:
        standing = Standing.on_track if is_reached else Standing.behind
    share = _share(expected, target.value, direction)
    return Attainment(target, standing, point.value, expected, share, expected - target.value, gone)


def adds_up(series: Series, days: Series | None) -> bool:
    """Whether final values of the periods are the sums of their days, as orders are and distinct people are not."""
    if days is None or any(point.denominator is not None for point in series.points):
        return False
    by_day = dict(days.known())
    checked = 0
    for point in series.points:
        if not point.is_final or point.value is None:
            continue
        last = last_day(point.period_start, series.grain)
        total = math.fsum(value for day, value in by_day.items() if point.period_start <= day <= last)
        if not math.isclose(total, point.value, rel_tol=1e-6, abs_tol=1e-6):
            return False
        checked += point.value != 0
    return checked >= LEAST_CHECKED


def _is_reached(value: float, target: float, direction: str) -> bool:
    slack = EQUAL * max(abs(value), abs(target))
    return value <= target + slack if direction == "down" else value >= target - slack


def _share(value: float, target: float, direction: str) -> float | None:
    if value <= 0 or target <= 0:
        return None
    return target / value if direction == "down" else value / target
