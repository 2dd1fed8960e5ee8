"""Movability: whether teams can move a candidate: members differ and stay so, levels have shifted, drivers drive.

How much of the difference between members lasts is the intraclass correlation of one-way analysis of variance, with
unequal numbers of periods (Shrout and Fleiss, Intraclass correlations, Psychological Bulletin 86, 1979; Donner, A
review of inference procedures for the intraclass correlation coefficient, International Statistical Review 54, 1986),
after taking from every period the mean of its members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from lodestar.releases.series import TOTAL, Series
from lodestar.review.candidates.grade import Grade
from lodestar.review.candidates.stability import LEAST_PERIODS, natural_variation
from lodestar.review.influence import Influence, Measured
from lodestar.review.pairs import Numbers, whole_values

__all__ = ["LASTING", "SHIFT", "SPREAD", "LevelShift", "Movability", "Spread", "level_shifts", "movability"]

SPREAD, LASTING = 0.05, 0.3
"""Members differ enough to learn from: by this share of the mean, and this share of their difference lasts."""

SHIFT = 3.0
"""A level has shifted when the means before and after differ by so many natural variations."""


LEAST_STRETCH = 6
"""Periods that a level must have lasted."""


@dataclass(frozen=True)
class Spread:
    """How members of a dimension differ. `size` is the lasting standard deviation as a share of the mean, `lasting` the
    share of all variance between values that lasts."""

    dimension: str
    members: int
    size: float
    lasting: float

    @property
    def is_large(self) -> bool:
        """Whether there is something to learn from the best."""
        return self.size >= SPREAD and self.lasting >= LASTING


@dataclass(frozen=True)
class LevelShift:
    """A new level from a period on: means of the stretches before and after."""

    period_start: date
    before: float
    after: float


@dataclass(frozen=True)
class Movability:
    """What speaks for teams being able to move it.

    Attributes:
        spreads: by dimension; empty where members can't be compared, as for sums, which differ by members' size.
        shifts: new levels in the good direction or, where none is better, any.
        drivers: influences that were looked for; None where no tree names one.
    """

    grade: Grade
    spreads: tuple[Spread, ...]
    shifts: tuple[LevelShift, ...]
    drivers: tuple[Influence, ...] | None

    @property
    def driving(self) -> int:
        """Drivers with a measured influence."""
        return sum(one.outcome is Measured.measured for one in self.drivers or ())


def movability(
    whole: Series, members: Iterable[Series], drivers: Sequence[Influence] | None, direction: str = "up"
) -> Movability:
    """Good with two of: members differ lastingly, a level shifted the right way, a driver drives; fair with one.

    Unknown without any, where fewer than two could be looked at.
    """
    by_dimension: dict[str, list[Series]] = {}
    for one in members:
        if one.dimension != TOTAL and any(point.denominator is not None for point in one.points):
            by_dimension.setdefault(one.dimension, []).append(one)
    spreads = tuple(found for name, group in sorted(by_dimension.items()) if (found := _spread(name, group)))
    wanted = {"up": 1, "down": -1}.get(direction, 0)
    shifts = tuple(one for one in level_shifts(whole) if (one.after - one.before) * wanted >= 0)
    looked = tuple(drivers) if drivers is not None else None
    signs = [any(one.is_large for one in spreads), bool(shifts)]
    signs.append(any(one.outcome is Measured.measured for one in looked or ()))
    grade = (Grade.poor, Grade.fair, Grade.good, Grade.good)[sum(signs)]
    seen = [bool(spreads), len(whole_values(whole)) >= 2 * LEAST_STRETCH, looked is not None]
    if not any(signs) and sum(seen) < 2:
        grade = Grade.unknown
    return Movability(grade, spreads, shifts, looked)


def level_shifts(series: Series) -> tuple[LevelShift, ...]:
    """New levels, oldest first: each stretch is split where its means differ most, while they differ by `SHIFT`."""
    known = whole_values(series)
    values = np.array(list(known.values()), dtype=np.float64)
    if len(values) < 2 * LEAST_STRETCH:
        return ()
    cuts = sorted(_cuts(values, 0, len(values), SHIFT * natural_variation(values)))
    edges = [0, *cuts, len(values)]
    means = [float(values[a:b].mean()) for a, b in pairwise(edges)]
    starts = list(known)
    return tuple(LevelShift(starts[cut], means[n], means[n + 1]) for n, cut in enumerate(cuts))


def _cuts(values: Numbers, first: int, end: int, least: float) -> list[int]:
    places = range(first + LEAST_STRETCH, end - LEAST_STRETCH + 1)
    if not places:
        return []
    # the split that explains most: between-stretch sum of squares
    steps = {cut: abs(float(values[cut:end].mean() - values[first:cut].mean())) for cut in places}
    best = max(places, key=lambda cut: steps[cut] ** 2 * (cut - first) * (end - cut))
    if steps[best] <= least:
        return []
    return [best, *_cuts(values, first, best, least), *_cuts(values, best, end, least)]


def _spread(dimension: str, group: Sequence[Series]) -> Spread | None:
    known = [values for one in group if len(values := whole_values(one)) >= LEAST_PERIODS]
    if len(known) < 2:
        return None
    rows = [np.array(row, dtype=np.float64) for row in _without_period_means(known)]
    mean = abs(float(np.mean([value for one in known for value in one.values()])))
    counts = np.array([len(row) for row in rows], dtype=np.float64)
    total, groups = float(counts.sum()), len(rows)
    if not mean or total <= groups:
        return None
    between = float((counts * np.array([row.mean() for row in rows]) ** 2).sum()) / (groups - 1)
    within = sum(float(((row - row.mean()) ** 2).sum()) for row in rows) / (total - groups)
    usual = (total - float((counts**2).sum()) / total) / (groups - 1)
    lasting = max(between - within, 0.0) / usual
    return Spread(dimension, groups, float(np.sqrt(lasting)) / mean, lasting / (lasting + within) if lasting else 0.0)


def _without_period_means(known: Sequence[Mapping[date, float]]) -> list[list[float]]:
    """Values less the mean of all members in their period."""
    columns: dict[date, list[float]] = {}
    for one in known:
        for period, value in one.items():
            columns.setdefault(period, []).append(value)
    means = {period: float(np.mean(column)) for period, column in columns.items()}
    return [[value - means[period] for period, value in one.items()] for one in known]
