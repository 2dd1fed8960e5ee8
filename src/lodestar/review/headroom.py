"""Headroom of a rate: how much the whole would rise if every member did as well as the best, or as the best quarter.

It answers two questions of a growth panorama: which opportunity first, and is 5% to 7% realistic, by saying how many
members are at 7% already. The best of many is partly luck, so it is said whether the best stands out from the others by
more than chance. Headroom is what others show to be possible, not a forecast.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from lodestar.releases.series import Point, Series

__all__ = ["Headroom", "MemberRate", "headroom"]

LATEST = {"month": 6, "week": 26, "day": 182}
"""Periods that are taken together: half a year, so that a single good month is nobody's best."""

LEAST_SHARE = 0.04
"""Of the whole's denominator: members with less are too small to be an example."""

QUARTER = 0.75
CHANCE = 0.05
LEAST_PERIODS = 4


@dataclass(frozen=True)
class MemberRate:
    """A member's rate over the window, and its share of the whole's denominator."""

    member: str
    value: float
    share: float


@dataclass(frozen=True)
class Headroom:
    """What a metric could gain along one dimension.

    Attributes:
        first, last: the first and the last period of the window.
        members: best first.
        quarter: the rate that members with a quarter of the whole reach or exceed.
        to_best, to_quarter: relative change of the whole if all members reached it.
        stands_out: whether the best differs from the rest by more than chance; None with too few periods to say.
        goal: a value that the whole is to reach, and how many members, with what share of the whole, have reached it.
    """

    metric: str
    dimension: str
    grain: str
    first: date
    last: date
    whole: float
    members: tuple[MemberRate, ...]
    quarter: float
    to_best: float
    to_quarter: float
    stands_out: bool | None
    goal: float | None = None
    at_goal: int = 0
    share_at_goal: float = 0.0

    @property
    def best(self) -> MemberRate:
        """The best member that is large enough to be an example."""
        return next(one for one in self.members if one.share >= LEAST_SHARE)


def headroom(series: Iterable[Series], *, direction: str = "up", goal: float | None = None) -> Headroom | None:
    """The headroom of one metric along one dimension; None for what is no rate, or has not two members to compare.

    Args:
        series: of the members of one dimension, by one grain.
        direction: `down` where less is better.
    """
    found = list(series)
    windows = _windows(found)
    if windows is None:
        return None
    starts, by_member = windows
    below = {member: math.fsum(point.denominator or 0 for point in points) for member, points in by_member.items()}
    total = math.fsum(below.values())
    sign = -1.0 if direction == "down" else 1.0
    rates = sorted(
        (MemberRate(member, _rate(points), below[member] / total) for member, points in by_member.items()),
        key=lambda one: (-sign * one.value, one.member),
    )
    large = [one for one in rates if one.share >= LEAST_SHARE]
    whole = math.fsum(one.value * one.share for one in rates)
    if len(large) < 2 or not whole > 0:
        return None
    best, quarter = large[0].value, _quarter(rates)
    there = [one for one in rates if goal is not None and sign * one.value >= sign * goal]
    return Headroom(
        metric=found[0].metric,
        dimension=found[0].dimension,
        grain=found[0].grain,
        first=starts[0],
        last=starts[-1],
        whole=whole,
        members=tuple(rates),
        quarter=quarter,
        to_best=_raised(rates, best, sign) / whole - 1,
        to_quarter=_raised(rates, quarter, sign) / whole - 1,
        stands_out=_stands_out(large[0].member, by_member, starts, sign, len(large)),
        goal=goal,
        at_goal=len(there),
        share_at_goal=math.fsum(one.share for one in there),
    )


def _windows(series: Sequence[Series]) -> tuple[list[date], dict[str, list[Point]]] | None:
    """The last periods that are final, and each member's points in them."""
    wanted = LATEST.get(series[0].grain, 0) if series else 0
    known = {one.member: [point for point in one.points if point.is_final and point.denominator] for one in series}
    starts = sorted({point.period_start for points in known.values() for point in points})[-wanted:]
    if not wanted or not starts:
        return None
    kept = {
        member: [point for point in points if point.period_start >= starts[0] and point.value is not None]
        for member, points in known.items()
    }
    return starts, {member: points for member, points in kept.items() if points}


def _rate(points: Sequence[Point]) -> float:
    """The mean of values weighted by their denominators: what the rate of all periods together is."""
    below = math.fsum(point.denominator or 0 for point in points)
    return math.fsum((point.value or 0) * (point.denominator or 0) for point in points) / below


def _quarter(rates: Sequence[MemberRate]) -> float:
    """Best first: the rate at which a quarter of the whole is reached."""
    passed = 0.0
    for one in rates:
        passed += one.share
        if passed >= 1 - QUARTER:
            return one.value
    return rates[-1].value


def _raised(rates: Sequence[MemberRate], level: float, sign: float) -> float:
    """The whole if every member that is worse than a level reached it."""
    return math.fsum(one.share * (one.value if sign * one.value > sign * level else level) for one in rates)


def _stands_out(
    best: str, by_member: dict[str, list[Point]], starts: Sequence[date], sign: float, tried: int
) -> bool | None:
    """A t test of the best against the rest in each period, with Bonferroni's correction: the best was looked for."""
    # here, and not above: SciPy takes most of a second to load, which no other command has to wait for
    from scipy import special

    gaps = []
    for start in starts:
        points = {m: next((p for p in found if p.period_start == start), None) for m, found in by_member.items()}
        rest = [point for member, point in points.items() if member != best and point]
        own = points[best]
        if own and rest:
            gaps.append(sign * ((own.value or 0) - _rate(rest)))
    if len(gaps) < LEAST_PERIODS:
        return None
    spread = float(np.std(gaps, ddof=1)) / math.sqrt(len(gaps))
    if not spread > 0:
        return bool(np.mean(gaps) > 0)
    return bool(special.stdtr(len(gaps) - 1, -float(np.mean(gaps)) / spread) * tried < CHANCE)
