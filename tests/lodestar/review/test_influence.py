"""A planted relation is recovered with its lag and slope; where there is none, none is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestar.governance.tree_file import read_tree
from lodestar.review.influence import Measured, influence, influence_pairs, tree_influences
from lodestar.review.lagged import relation
from lodestar.review.pairs import pair, shared_series
from tests.lodestar.review.histories import remembering, series

DRAWS = 199


def planted(seed, *, lag=3, slope=0.6, count=90, grain="week"):
    """A driver that grows with memory, and what follows it `lag` periods later by `slope`, with a trend of its own."""
    random = np.random.default_rng(seed)
    x = remembering(random, count + lag, 0.5, 0.08)
    y = slope * x[:count] + 0.002 * np.arange(count) + remembering(random, count, 0.4, 0.03)
    return series("driver", 200 * np.exp(x[lag:]), grain), series("star", 50 * np.exp(y), grain)


def test_a_planted_lag_and_slope_are_recovered():
    found = [influence(*planted(seed), draws=DRAWS) for seed in range(200)]

    right = [f for f in found if f.outcome is Measured.measured and f.lag == 3 and f.low <= 0.6 <= f.high]
    assert len(right) >= 0.9 * len(found)
    assert 0.55 < np.mean([f.elasticity for f in found]) < 0.65


@pytest.mark.parametrize("phi", [0.3, 0.8])
def test_of_unrelated_series_few_are_called_an_influence(phi):
    called = 0
    for seed in range(200):
        random = np.random.default_rng(1000 + seed)
        x, y = (series(name, 100 * np.exp(remembering(random, 80, phi, 0.05))) for name in ("driver", "star"))
        called += influence(x, y, draws=DRAWS).outcome is Measured.measured
    assert called <= 0.07 * 200


def test_a_shared_year_is_no_influence():
    """Both swing with the year and share nothing else."""
    called = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        swing = 0.4 * np.sin(2 * np.pi * np.arange(130) * 7 / 365.25)
        x, y = (series(n, 100 * np.exp(swing + remembering(random, 130, 0.3, 0.05))) for n in ("driver", "star"))
        found = influence(x, y, draws=99)
        assert found.is_deseasoned
        called += found.outcome is Measured.measured
    assert called <= 6


def test_the_slope_is_that_of_cochrane_and_orcutt_step_by_step():
    driver, star = planted(7, lag=2)
    both = pair(driver, star)
    x, y, n = np.log(both.driver), np.log(both.moved), len(both.periods)
    ones = np.column_stack([np.ones(n), np.arange(n)])

    found = relation(x, y, ones, 2, 49)

    rows = np.column_stack([ones[2:], x[:-2]])
    left = y[2:] - rows @ np.linalg.lstsq(rows, y[2:], rcond=None)[0]
    m = len(left) - 1
    phi = (m * (left[1:] @ left[:-1]) / (left[:-1] @ left[:-1]) + 2) / (m - 4)
    slope = np.linalg.lstsq(rows[1:] - phi * rows[:-1], y[3:] - phi * y[2:-1], rcond=None)[0][-1]
    assert found.lag == 2
    assert found.slope == pytest.approx(slope, rel=1e-9)
    assert found.low < found.slope < found.high


def test_units_change_nothing():
    driver, star = planted(3)
    dearer = series("star", [point.value * 7.1 for point in star.points])

    one, other = influence(driver, star, draws=49), influence(driver, dearer, draws=49)

    assert one.elasticity == pytest.approx(other.elasticity)
    assert (one.lag, one.outcome) == (other.lag, other.outcome)


def test_the_same_series_get_the_same_answer():
    assert influence(*planted(5)) == influence(*planted(5))


def test_unknown_provisional_and_first_values_are_left_out():
    driver, star = planted(11)
    spoiled = [p.value for p in star.points]
    spoiled[0] = spoiled[40] = 1e9
    wrong = series("star", [*spoiled, 1e9], provisional=1)
    points = list(wrong.points)
    points[40] = replace(points[40], value=None)
    longer = series("driver", [*(p.value for p in driver.points), 1e9], provisional=1)

    found = influence(longer, replace(wrong, points=tuple(points)), draws=DRAWS)

    assert found.outcome is Measured.measured
    assert found.lag == 3
    assert found.low <= 0.6 <= found.high


def test_a_short_or_constant_or_sign_changing_history_is_an_answer():
    driver, star = planted(1, count=15)
    assert influence(driver, star).outcome is Measured.too_short
    driver, star = planted(1)
    assert influence(series("driver", [5.0] * 90), star).outcome is Measured.constant
    around_zero = series("driver", [(-1) ** n * (1 + n % 3) for n in range(90)])
    assert influence(around_zero, star).outcome is Measured.around_zero
    holes = series("driver", [p.value if n % 2 else None for n, p in enumerate(driver.points)])
    assert influence(holes, star).outcome is Measured.too_short


def test_zeros_are_measured_against_the_mean():
    random = np.random.default_rng(2)
    x = np.maximum(random.normal(100, 60, 90), 0)
    y = 50 + 0.25 * x + random.normal(0, 2, 90)

    found = influence(series("driver", x), series("star", y), draws=DRAWS)

    assert (x == 0).any()
    assert found.lag == 0
    expected = 0.25 * x[1:].mean() / y[1:].mean()
    assert found.low <= expected <= found.high


def test_weeks_are_taken_before_months_and_days_last():
    many = [series(name, range(1, 40), grain) for name in ("a", "b") for grain in ("day", "month", "week")]

    assert {one.grain for one in shared_series(many, "a", "b")} == {"week"}
    assert shared_series(many, "a", "c") is None


def test_every_driver_of_a_tree_that_is_no_component_is_measured():
    driver, star = planted(4)
    tree = read_tree(
        "metric: star\ndrivers:\n  - {metric: driver, team: t, drivers: [{metric: below, team: t}]}\n", "t.yml", []
    )
    pairs = influence_pairs(tree)

    found = tree_influences(pairs, [driver, star], draws=49)

    assert pairs == (("star", "driver"), ("driver", "below"))
    assert [one.outcome for one in found] == [Measured.measured, Measured.no_shared_grain]
    assert (found[0].metric, found[0].driver) == ("star", "driver")
