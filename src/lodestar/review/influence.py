"""How strongly one metric moves with another, and how much later: measured from history.

    found = influence(series_of_driver, series_of_metric)
    found.outcome          # measured, indistinct, too_short, ...
    found.elasticity       # 1% more of the driver goes with so many % more of the metric, `lag` periods later

It is what history shows, not a proof of a cause: two metrics that the same campaign or holiday moved are related too.
Only an experiment tells more. A year's season is taken out from two years on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lodestar.governance.trees import Driver, Tree
from lodestar.releases.series import Series
from lodestar.review.lagged import LeastRowsError, relation
from lodestar.review.pairs import Numbers, Pair, pair, relative, shared_series

__all__ = ["Influence", "Measured", "influence", "influence_pairs", "tree_influences"]

MOST_LAGS = {"day": 28, "week": 8, "month": 3, "quarter": 2, "year": 1}
OTHER_LAGS = 4
"""For grains of a project's own."""

LEAST_PERIODS = 12
"""Periods that must remain at the longest lag."""

TWO_YEARS = 730
"""Days: with less, a season can't be told from a trend."""

HARMONICS = 2
DRAWS = 499


class Measured(StrEnum):
    """What came of a measurement."""

    measured = "measured"
    indistinct = "indistinct"  # not distinguishable from zero
    too_short = "too_short"
    constant = "constant"  # one of them never changes
    around_zero = "around_zero"  # percentages of it mean nothing
    no_shared_grain = "no_shared_grain"


@dataclass(frozen=True)
class Influence:
    """The relation of a driver and a metric. Numbers are there where `outcome` is measured or indistinct.

    Attributes:
        lag: periods of the grain by which the metric follows.
        elasticity: 1% more of the driver, so many % more of the metric.
        low, high: 95% interval of it, which holds for all lags together.
        correlation: of what trend, season and memory leave of both.
        chance: how often unrelated series of the same memory look as related at their best lag.
        periods: pairs of values, at the lag.
        max_lag: lags 0 to this were looked at.
        is_deseasoned: whether the year's season was taken out.
    """

    metric: str
    driver: str
    grain: str
    outcome: Measured
    lag: int | None = None
    elasticity: float | None = None
    low: float | None = None
    high: float | None = None
    correlation: float | None = None
    chance: float | None = None
    periods: int = 0
    max_lag: int = 0
    is_deseasoned: bool = False


def influence(driver: Series, moved: Series, *, max_lag: int | None = None, draws: int = DRAWS) -> Influence:
    """How `moved` follows `driver`. Unknown and provisional values, and each metric's first period, are left out.

    Args:
        max_lag: the longest lag in periods of the grain; by default about two months, a quarter for months.
        draws: unrelated series that the strongest relation is held against.
    """
    longest = MOST_LAGS.get(driver.grain, OTHER_LAGS) if max_lag is None else max_lag
    both = pair(driver, moved)
    periods = int((np.isfinite(both.driver) & np.isfinite(both.moved)).sum())
    is_deseasoned = _has_two_years(both)

    def without_numbers(outcome: Measured) -> Influence:
        return Influence(moved.metric, driver.metric, driver.grain, outcome, periods=periods, max_lag=longest)

    if periods - longest < LEAST_PERIODS:
        return without_numbers(Measured.too_short)
    if any(np.nanmin(column) == np.nanmax(column) for column in (both.driver, both.moved)):
        return without_numbers(Measured.constant)
    x, y = relative(both.driver), relative(both.moved)
    if x is None or y is None:
        return without_numbers(Measured.around_zero)
    try:
        found = relation(x, y, _controls(both, is_deseasoned), longest, draws)
    except LeastRowsError:
        return without_numbers(Measured.too_short)
    is_clear = found.low > 0 or found.high < 0
    return Influence(
        moved.metric,
        driver.metric,
        driver.grain,
        Measured.measured if is_clear else Measured.indistinct,
        found.lag,
        found.slope,
        found.low,
        found.high,
        found.correlation,
        found.chance,
        found.rows + 1,
        longest,
        is_deseasoned,
    )


def influence_pairs(tree: Tree) -> tuple[tuple[str, str], ...]:
    """`(metric above, driver)` of every driver that is no component of the metric above it."""
    found: list[tuple[str, str]] = []

    def below(metric: str, drivers: Iterable[Driver]) -> None:
        for driver in drivers:
            if getattr(driver, "kind", "influence") == "influence":
                found.append((metric, driver.metric))
            below(driver.metric, driver.drivers)

    below(tree.metric, tree.drivers)
    return tuple(dict.fromkeys(found))


def tree_influences(
    pairs: Iterable[tuple[str, str]], series: Iterable[Series], *, draws: int = DRAWS
) -> tuple[Influence, ...]:
    """The influence of each `(metric above, driver)`, at the first grain of `pairs.GRAINS` that both have."""
    known = tuple(series)
    found = []
    for metric, driver in pairs:
        both = shared_series(known, driver, metric)
        found.append(influence(*both, draws=draws) if both else Influence(metric, driver, "", Measured.no_shared_grain))
    return tuple(found)


def _has_two_years(both: Pair) -> bool:
    return bool(both.periods) and (both.periods[-1] - both.periods[0]).days >= TWO_YEARS


def _controls(both: Pair, is_deseasoned: bool) -> Numbers:
    """Columns `(n, k)`: level, trend; a year's season as two harmonics; the day of the week for days."""
    days = np.array([period.toordinal() for period in both.periods], dtype=np.float64)
    columns = [np.ones(len(days)), np.linspace(-1, 1, len(days))]
    if is_deseasoned and both.grain != "year":
        angles = 2 * np.pi * days / 365.25
        for harmonic in range(1, (1 if both.grain == "quarter" else HARMONICS) + 1):
            columns += [np.sin(harmonic * angles), np.cos(harmonic * angles)]
    if both.grain == "day":
        columns += [(days % 7 == weekday).astype(np.float64) for weekday in range(6)]
    return np.column_stack(columns)
