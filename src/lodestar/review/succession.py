"""The bridge from a north star to its successor: what old reports mean in terms of the new one.

The factor is the mean ratio of both over the overlap (the overlap method of chaining two series: ILO and others,
Consumer price index manual, 2004, chapter 8), as a geometric mean, so that the bridge is the same in both directions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from statistics import fmean, stdev

from lodestar.releases.series import Point, Series

__all__ = ["Bridge", "BridgeRow", "bridge"]


@dataclass(frozen=True)
class BridgeRow:
    """One period.

    Attributes:
        ratio: new over old, where both are above 0.
        in_new: in terms of the new star: its own value from the overlap on, before it the old one's by the factor.
        in_old: in terms of the old star: its own value until the overlap ends, then the new one's by the factor.
        is_in_new_computed, is_in_old_computed: it comes by the factor and was never measured.
        is_final: both values, where they are there, are final.
    """

    period_start: date
    old: float | None
    new: float | None
    ratio: float | None
    in_overlap: bool
    in_new: float | None
    is_in_new_computed: bool
    in_old: float | None
    is_in_old_computed: bool
    is_final: bool


@dataclass(frozen=True)
class Bridge:
    """Both stars by period, and what one is in terms of the other.

    Attributes:
        factor: new per old, over the overlap; None where no period has final values of both above 0.
        spread: one standard deviation of the ratio around the factor, as a share; None with fewer than two periods.
        periods: of the overlap with a ratio.
        error, largest_error: how far the factor misses the new star where both are known before the overlap, as shares
            (mean without sign, largest with it); None where they aren't.
        checked: periods before the overlap on which that was looked at; the first of either may hold fewer days, and
            is not.
    """

    old: str
    new: str
    grain: str
    first: date
    last: date
    factor: float | None
    spread: float | None
    periods: int
    error: float | None
    largest_error: float | None
    checked: int
    rows: tuple[BridgeRow, ...]


def bridge(old: Series, new: Series, first: date, last: date) -> Bridge:
    """The bridge over the overlap.

    Args:
        old, new: the stars' wholes at the same grain.
        first, last: the first and last `period_start` of the overlap.
    """
    of_old, of_new = ({point.period_start: point for point in one.points} for one in (old, new))
    periods = sorted({*of_old, *of_new})
    ratios = {period: _ratio(of_old.get(period), of_new.get(period)) for period in periods}
    within = [math.log(r) for period in periods if first <= period <= last and (r := ratios[period]) is not None]
    factor = math.exp(fmean(within)) if within else None
    spread = math.expm1(stdev(within)) if len(within) > 1 else None
    begun = {period for one in (of_old, of_new) if one for period in (min(one),)}
    before = [
        r / factor
        for period in periods
        if factor and period < first and period not in begun and (r := ratios[period]) is not None
    ]
    misses = [1 / r - 1 for r in before]
    return Bridge(
        old.metric,
        new.metric,
        old.grain,
        first,
        last,
        factor,
        spread,
        len(within),
        fmean(map(abs, misses)) if misses else None,
        max(misses, key=abs) if misses else None,
        len(misses),
        tuple(_row(period, of_old.get(period), of_new.get(period), first, last, factor) for period in periods),
    )


def _row(
    period: date, old: Point | None, new: Point | None, first: date, last: date, factor: float | None
) -> BridgeRow:
    was, now = (point.value if point else None for point in (old, new))
    in_new, by_factor = now, False
    if period < first:
        in_new, by_factor = (was * factor if was is not None and factor else None), True
    in_old, by_division = was, False
    if period > last:
        in_old, by_division = (now / factor if now is not None and factor else None), True
    return BridgeRow(
        period,
        was,
        now,
        _ratio(old, new),
        first <= period <= last,
        in_new,
        by_factor and in_new is not None,
        in_old,
        by_division and in_old is not None,
        all(point.is_final for point in (old, new) if point),
    )


def _ratio(old: Point | None, new: Point | None) -> float | None:
    """New over old; None unless both are final and above 0."""
    if old is None or new is None or not (old.is_final and new.is_final):
        return None
    if old.value is None or new.value is None or old.value <= 0 or new.value <= 0:
        return None
    return new.value / old.value
