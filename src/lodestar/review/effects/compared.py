"""Difference in differences: members that an action reached against members that it did not.

Each member's periods are collapsed to one value before and one after, so that noise that remembers can't pass for many
observations (Bertrand, Duflo and Mullainathan 2004, "How Much Should We Trust Differences-in-Differences Estimates?",
QJE 119, 249-275). The effect is the mean change of the reached less that of the others, with Student's t over members
and their pooled variance (Donald and Lang 2007, REStat 89, 221-233). With fewer than four members the difference
between the two groups is followed period by period instead, as an interrupted series: both groups share what happened
to all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from lodestar.releases.series import Point
from lodestar.review.effects.interrupted import Shift, shift_of
from lodestar.review.effects.shift import LEVEL, Estimate
from lodestar.review.effects.windows import Window

__all__ = ["collapsed", "compare", "follow", "has_enough_members"]

LEAST_MEMBERS, LEAST_UNTOUCHED = 4, 3


@dataclass(frozen=True)
class _Change:
    before: float
    after: float


def has_enough_members(reached: int, untouched: int) -> bool:
    """Whether members alone tell how much a member moves by itself."""
    return reached + untouched >= LEAST_MEMBERS and (untouched >= LEAST_UNTOUCHED or reached >= LEAST_UNTOUCHED)


def compare(reached: Mapping[str, Window], untouched: Mapping[str, Window]) -> Estimate | None:
    """The relative effect on the reached members; None where members don't differ in how they changed."""
    groups = [[_change(window) for window in group.values()] for group in (reached, untouched)]
    is_relative = all(value > 0 for group in groups for change in group for value in (change.before, change.after))
    moves = [
        np.array([math.log(one.after / one.before) if is_relative else one.after - one.before for one in group])
        for group in groups
    ]
    freedom = sum(len(group) - 1 for group in moves)
    spread = sum(float(((group - group.mean()) ** 2).sum()) for group in moves) / freedom if freedom else 0.0
    if not spread > 0:
        return None
    error = math.sqrt(spread * sum(1 / len(group) for group in moves))
    centre = float(moves[0].mean() - moves[1].mean())
    # here, and not above: SciPy takes most of a second to load, which no other command has to wait for
    from scipy import special

    reach = float(special.stdtrit(freedom, (1 + LEVEL) / 2)) * error
    found = Estimate(centre, centre - reach, centre + reach)
    if is_relative:
        return found.of_logarithm()
    without = math.fsum(one.after for one in groups[0]) / len(groups[0]) - centre
    if not without:
        return None
    return Estimate(*(end / abs(without) for end in (found.value, found.low, found.high)))


def follow(reached: Mapping[str, Window], untouched: Mapping[str, Window]) -> tuple[Shift, int, int] | None:
    """The same from the quotient of the two groups in each period that both have; and how many there are of these."""
    grain = next(iter(reached.values())).grain
    sides = []
    for part in ("before", "after"):
        ours, theirs = (collapsed([getattr(one, part) for one in group.values()]) for group in (reached, untouched))
        starts = sorted(ours.keys() & theirs.keys())
        if any(ours[start] <= 0 or theirs[start] <= 0 for start in starts):
            return None
        sides.append([Point(start, ours[start] / theirs[start]) for start in starts])
    found = shift_of(sides[0], sides[1], grain)
    return (found, len(sides[0]), len(sides[1])) if found else None


def collapsed(members: Sequence[Sequence[Point]]) -> dict[date, float]:
    """Period -> the value of several members together, for periods that all of them have.

    A rate is their numerators over their denominators; anything else the mean, which changes as their sum does.
    """
    by_start: dict[date, list[Point]] = {}
    for points in members:
        for point in points:
            by_start.setdefault(point.period_start, []).append(point)
    return {start: _together(found) for start, found in by_start.items() if len(found) == len(members)}


def _change(window: Window) -> _Change:
    return _Change(_together(window.before), _together(window.after))


def _together(points: Sequence[Point]) -> float:
    below = [point.denominator for point in points]
    above = [point.numerator for point in points]
    if all(below) and None not in above:
        # the scale of a rate (percent, points) is what its value is of its quotient
        total = math.fsum(float(one or 0) for one in above) / math.fsum(float(one or 0) for one in below)
        scale = _scale(points)
        if scale is not None:
            return total * scale
    return math.fsum(float(point.value or 0) for point in points) / len(points)


def _scale(points: Sequence[Point]) -> float | None:
    for point in points:
        if point.numerator and point.denominator and point.value:
            return point.value / (point.numerator / point.denominator)
    return 1.0
