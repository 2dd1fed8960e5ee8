"""How a number stands in a month beside the months before, and whether that is more than its natural variation.

    ranges: 12 months ────────────────┐
    before: 6 months       ┌──────────┤  growing: 2 months ┐ month
    ─────────────────────────────────────────────────────────────

The two months before the one judged belong to neither side: growth takes time to build up, and half of it counted as
"before" would hide the other half. Where history is short, they are given up first.

A change counts when the month is beyond the XmR limits around the level before, or when the mean of it and the growing
months is beyond those of a mean of three and the month itself a sigma off on the same side: what stays is seen, though
each month alone is small. It must be 2% of the level or more, and beyond what the same month showed a year before,
where that is known: a season is no growth. Limits of a share are never narrower than three standard errors of its
denominator (a p-chart's): six months may be alike by chance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lodestar.quality.limits import LEAST_POINTS, natural_limits
from lodestar.releases.series import Point, Series

__all__ = ["Change", "change", "earlier"]

BEFORE = 6
"""Months whose mean is the level before."""

RANGES = 12
"""Months whose moving ranges say how much it varies."""

GROWING = 2
MATERIAL = 0.02
SIGMAS = 3
OF_THREE = math.sqrt((1 / 3 + 1 / BEFORE) / (1 + 1 / BEFORE))
"""The reach of a mean of three months beside that of one, both against the mean of six."""


@dataclass(frozen=True, slots=True)
class Change:
    """A month beside the level before.

    Attributes:
        growth: now / before - 1; None where before is 0.
        recent: the mean of the month and the growing months before it, where it is this that is beyond.
        reach: half the width of the natural limits of a month, in the metric's unit.
        is_share: the metric is a share, which lies between 0 and 1.
        side: 1 above natural variation, -1 below, 0 within, or not known.
        unknown: why nothing can be said: `absent`, `provisional`, `too_short`; empty where it can.
    """

    month: date
    now: float | None = None
    before: float | None = None
    growth: float | None = None
    recent: float | None = None
    reach: float = 0.0
    side: int = 0
    months: tuple[date, ...] = ()
    is_share: bool = False
    unknown: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there is a final value, and enough before it."""
        return not self.unknown

    @property
    def limits(self) -> tuple[float, float] | None:
        """What natural variation alone would give."""
        if self.before is None:
            return None
        lower, upper = self.before - self.reach, self.before + self.reach
        return (max(0.0, lower), min(1.0, upper)) if self.is_share else (lower, upper)

    @property
    def difference(self) -> float:
        """Now minus before; 0 where that is not known."""
        return 0.0 if self.now is None or self.before is None else self.now - self.before


def earlier(points: Sequence[Point], month: date) -> list[Point]:
    """The final points that a month is held against, oldest first: those of the ranges, then of the level."""
    final = [p for p in points if p.period_start < month and p.is_final and _is_number(p.value)]
    given_up = max(0, min(GROWING, len(final) - LEAST_POINTS))
    return final[: len(final) - given_up][-RANGES:]


def change(series: Series | None, month: date) -> Change:
    """The change of a series by the month."""
    point = series.at(month) if series else None
    if series is None or point is None or not _is_number(point.value):
        return Change(month, unknown="absent")
    now = point.value
    assert now is not None
    if not point.is_final:
        return Change(month, now, unknown="provisional")
    held = earlier(series.points, month)
    limits = natural_limits([p.value for p in held], shape="level", centre_of=BEFORE)
    if limits is None:
        return Change(month, now, unknown="too_short")
    before = limits.centre
    sampled = _sampling(point, held[-BEFORE:])
    reach = max(limits.upper - limits.centre, sampled or 0.0)
    least = MATERIAL * abs(before)
    side = _side(now - before, reach, least)
    recent = None
    if not side and abs(now - before) > reach / SIGMAS:
        recent = _recent(series, month, held[-1].period_start)
        side = _side(recent - before, reach * OF_THREE, least) if recent is not None else 0
        side = side if side * (now - before) > 0 else 0
    year_before = _value(series, date(month.year - 1, month.month, 1))
    if side and year_before is not None:
        moved, far = (now, reach) if recent is None else (recent, reach * OF_THREE)
        side = side if side * (moved - year_before) > far else 0
    growth = (now - before) / before if before else None
    months = tuple(p.period_start for p in held[-BEFORE:])
    return Change(month, now, before, growth, recent if side else None, reach, side, months, sampled is not None)


def _side(moved: float, reach: float, least: float) -> int:
    return 0 if abs(moved) <= reach or abs(moved) < least else 1 if moved > 0 else -1


def _recent(series: Series, month: date, after: date) -> float | None:
    """The mean of the month and the growing months, where none of them is held against."""
    last = [p.value for p in series.points if after < p.period_start <= month and p.is_final and p.value is not None]
    return math.fsum(last) / len(last) if len(last) == GROWING + 1 else None


def _sampling(point: Point, held: Sequence[Point]) -> float | None:
    """Three standard errors of a share of so many; None for what is no share."""
    known = [(p.numerator, p.denominator) for p in (*held, point)]
    above = [n for n, d in known if n is not None and d]
    below = [d for n, d in known if n is not None and d]
    if len(above) < len(known) or not all(0 <= n <= d for n, d in zip(above, below, strict=True)):
        return None
    share = math.fsum(above) / math.fsum(below)
    return 3 * math.sqrt(share * (1 - share) * (1 / below[-1] + 1 / math.fsum(below[:-1])))


def _value(series: Series, month: date) -> float | None:
    point = series.at(month)
    return point.value if point and point.is_final and _is_number(point.value) else None


def _is_number(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
