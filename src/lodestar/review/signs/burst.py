"""A sign that growth is one burst: a day, or seven days, carry most of the month's rise, and it does not stay.

A launch rises on one day too, and stays. So only what has fallen back is a burst; one at the end of the data may yet
stay, and weighs little until it is seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lodestar.releases.series import Point, Series
from lodestar.review.months import last_days, month_before
from lodestar.review.signs.case import Case
from lodestar.review.signs.sign import Fact, Sign

__all__ = ["burst_signs"]

OF_A_DAY = 0.5
"""Of the month's rise; by chance, or with growth that is spread, a day carries 0.03 to 0.15 of it."""

OF_A_WEEK = 2 / 3
"""Seven days of thirty carry 0.23 of a rise that is spread."""

FELL_BACK = 0.25
"""A burst is over when the days after it are above the usual by less than this share of what it was."""

AFTER = 7
"""Days, or one week, after a burst in which it would be seen to stay."""


@dataclass(frozen=True, slots=True)
class _Excess:
    """How far a day or week is above what its kind usually is."""

    start: date
    end: date
    amount: float
    usual: float


def burst_signs(case: Case) -> Iterator[Sign]:
    """One day or week carries most of the rise: strong where the star is up and what came after has fallen back."""
    series, star = case.evidence.finer, case.star
    if series is None:
        return
    if series.grain not in ("day", "week"):
        yield Sign("burst", series.metric, "weak", False, {"grain": series.grain}, "no_finer")
        return
    if not star.months:
        yield Sign("burst", series.metric, "weak", False, {"grain": series.grain}, star.unknown or "too_short")
        return
    yield _burst(series, case)


def _burst(series: Series, case: Case) -> Sign:
    star, better = case.star, case.better
    facts: dict[str, Fact] = {"grain": series.grain}
    excesses = _excesses(series, star.months)
    month = [one for one in excesses if _month(one) == case.evidence.month]
    held = [[one for one in excesses if _month(one) == m] for m in star.months]
    rise = better * math.fsum(one.amount for one in month)
    if not month or not any(held):
        return Sign("burst", series.metric, "weak", False, facts, "absent")
    top = max(month, key=lambda one: better * one.amount)
    facts |= {
        "top_start": top.start.isoformat(),
        "top_excess": top.amount,
        "top_growth": top.amount / top.usual if top.usual else None,
        "rise": rise,
    }
    if rise <= 0 or star.side * better < 0:
        return Sign("burst", series.metric, "weak", False, facts, "not_grown")
    spans = ((1, OF_A_DAY), (7, OF_A_WEEK)) if series.grain == "day" else ((1, OF_A_WEEK),)
    clear: Sign | None = None
    for length, least in spans:
        amount, first = _best(month, length, better)
        usual = max((_best(one, length, better)[0] for one in held if len(one) >= length), default=0.0)
        share = max(0.0, amount - usual) / rise
        window = month[first : first + length]
        stays = _stays(excesses, window, amount / length, better)
        told = facts | {
            "periods": length,
            "first": window[0].start.isoformat(),
            "last": window[-1].end.isoformat(),
            "share": share,
            "stays": stays,
        }
        if share >= least and stays is not True:
            return Sign("burst", series.metric, case.severity(stays is False), True, told)
        clear = clear or Sign("burst", series.metric, "weak", False, told)
    assert clear is not None
    return clear if case.is_grown else replace(clear, unknown="not_grown")


def _excesses(series: Series, months: Sequence[date]) -> list[_Excess]:
    """Each period beside the mean of its kind (its weekday) in the months before; of a ratio, in its numerator."""
    ends = last_days(series)
    months_held = set(months)
    kinds: dict[int, list[Point]] = {}
    for point, end in zip(series.points, ends, strict=True):
        if end.replace(day=1) in months_held and point.is_final and point.value is not None:
            kinds.setdefault(_kind(series, point), []).append(point)
    every = [point for points in kinds.values() for point in points]
    found = []
    for point, end in zip(series.points, ends, strict=True):
        if not point.is_final or point.value is None:
            continue
        usual = _usual(kinds.get(_kind(series, point)) or every, point)
        amount = point.value if not point.denominator else point.numerator or 0.0
        found.append(_Excess(point.period_start, end, amount - usual, usual))
    return found


def _kind(series: Series, point: Point) -> int:
    return point.period_start.weekday() if series.grain == "day" else 0


def _usual(points: Sequence[Point], of: Point) -> float:
    if not points:
        return 0.0
    if of.denominator:
        below = math.fsum(point.denominator or 0.0 for point in points)
        return of.denominator * math.fsum(point.numerator or 0.0 for point in points) / below if below else 0.0
    return math.fsum(point.value or 0.0 for point in points) / len(points)


def _best(month: Sequence[_Excess], length: int, better: int) -> tuple[float, int]:
    """The largest excess of so many periods in a row, and where it begins."""
    sums = [
        better * math.fsum(one.amount for one in month[n : n + length]) for n in range(max(1, len(month) - length + 1))
    ]
    most = max(sums)
    return most, sums.index(most)


def _stays(excesses: Sequence[_Excess], window: Sequence[_Excess], level: float, better: int) -> bool | None:
    """Whether what came after a burst is still above the usual; None where too little came after."""
    last_day = window[-1].end + timedelta(days=AFTER)
    after = [one for one in excesses if window[-1].end < one.start and one.end <= last_day]
    if not after or excesses[-1].end < last_day:
        return None
    return better * math.fsum(one.amount for one in after) / len(after) >= FELL_BACK * level


def _month(one: _Excess) -> date:
    return month_before(one.end, 0)
