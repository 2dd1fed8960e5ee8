"""An action's effect is found, against what it did not reach where there is such, and said not to be where it can't."""

from datetime import date

import numpy as np
import pytest
from scipy import stats

from lodestar.releases.series import Point, Series
from lodestar.review.effects import LEAST_AFTER, LEAST_BEFORE, Method, Verdict, measure
from lodestar.review.effects.effect import Effect, judge
from tests.lodestar.review.acted_histories import action, months, noise, series

UNTIL = date(2026, 10, 31)
BEFORE, AFTER = 9, 8
"""Months of 2025-06 to 2026-02, and on to 2026-10; the first is left out."""


def moved(effect, *, seed=1, memory=0.3, spread=0.02, level=100.0, trend=0.0, shape=1.0):
    """17 months whose level rises by `effect` in 2026-03."""
    random = np.random.default_rng(seed)
    step = np.r_[np.zeros(BEFORE), np.ones(AFTER)]
    steady = np.exp(spread * noise(random, BEFORE + AFTER, memory) + trend * np.arange(BEFORE + AFTER))
    return [float(value) for value in level * steady * (1 + effect * step) * shape]


def test_a_planted_effect_is_found_in_a_series_alone():
    found = measure(action(expected_effect=0.2), [series(moved(0.2))], until=UNTIL)

    effect = found.effect
    assert (effect.method, effect.grain, effect.before, effect.after) == (Method.interrupted, "month", 8, 8)
    assert effect.low < 0.2 < effect.high
    assert effect.low > 0.1
    assert found.verdict is Verdict.as_expected
    assert not effect.has_trend


def test_a_trend_that_was_there_before_is_not_taken_for_an_effect():
    found = measure(action(), [series(moved(0.0, trend=0.05, spread=0.01))], until=UNTIL)

    assert found.effect.has_trend
    assert found.effect.holds(0.0)
    assert found.effect.high < 0.1


def test_values_below_zero_are_measured_as_they_are():
    values = [value - 80 for value in moved(0.0)]
    lifted = [value + 10 * (place >= BEFORE) for place, value in enumerate(values)]
    lifted[4] = -0.1

    effect = measure(action(), [series(lifted)], until=UNTIL).effect

    base = float(np.mean(lifted[1:BEFORE]))
    assert effect.low < (np.mean(lifted[BEFORE:]) - base) / base < effect.high


def test_an_effect_multiplies_so_its_interval_is_even_in_ratios():
    """A value that triples, with much noise: as far up as down in ratios, and so further up than down in percent."""
    effect = measure(action(), [series(moved(2.0, spread=0.2, memory=0.0))], until=UNTIL).effect

    assert np.sqrt((1 + effect.low) * (1 + effect.high)) == pytest.approx(1 + effect.relative, rel=0.01)
    assert effect.high - effect.relative > 1.2 * (effect.relative - effect.low)


def test_around_zero_nothing_is_a_share():
    values = [(-1) ** place * (1 + place / 10) for place in range(17)]

    assert measure(action(), [series(values)], until=UNTIL).refusal.code == "no_variation"


def of_members(effects, *, common=0.0, below=None):
    """A series a store; `common` happens to all of them in 2026-03."""
    return [
        series(
            [v * (1 + common * (place >= BEFORE)) for place, v in enumerate(moved(effect, seed=10 + n, level=50 + n))],
            member=f"store {n}",
            below=below,
        )
        for n, effect in enumerate(effects)
    ]


def test_what_happened_to_all_members_is_no_effect():
    members = of_members([0.2, 0.2, 0, 0, 0, 0], common=0.5)
    reached = action(dimension="store", members=("store 0", "store 1"), expected_effect=0.2)

    found = measure(reached, members, until=UNTIL)

    assert found.effect.method is Method.differences
    assert found.effect.untouched == ("store 2", "store 3", "store 4", "store 5")
    assert found.effect.low < 0.2 < found.effect.high
    assert not found.effect.holds(0.0)


def test_differences_of_members_are_a_t_test_of_their_changes():
    members = of_members([0.2, 0.1, 0.15, 0, 0.02, 0.01, 0])
    effect = measure(action(dimension="store", members=("store 0", "store 1", "store 2")), members, until=UNTIL).effect

    changes = [
        np.log(np.mean([p.value for p in one.points[BEFORE:]]) / np.mean([p.value for p in one.points[1:BEFORE]]))
        for one in members
    ]
    said = stats.ttest_ind(changes[:3], changes[3:], equal_var=True)
    interval = said.confidence_interval(0.95)
    assert effect.relative == pytest.approx(np.expm1(np.mean(changes[:3]) - np.mean(changes[3:])))
    assert (effect.low, effect.high) == pytest.approx((np.expm1(interval.low), np.expm1(interval.high)))


def test_rates_of_members_are_numerators_over_denominators():
    """A month with ten times the buyers counts ten times."""
    sizes = [10.0] * 12 + [100.0] + [10.0] * 4
    rates = [0.2] * BEFORE + [0.3] * AFTER
    rates[12] = 0.6

    def store(name, values):
        points = [
            Point(start, rate, rate * size, size) for start, rate, size in zip(months(17), values, sizes, strict=True)
        ]
        return Series("orders", "month", tuple(points), "store", name)

    members = [
        store("a", rates),
        *(store(n, [0.2 + k / 100] * BEFORE + [0.21 + k / 50] * AFTER) for k, n in enumerate("bcd")),
    ]
    effect = measure(action(dimension="store", members=("a",)), members, until=UNTIL).effect

    after = (0.3 * 70 + 0.6 * 100) / 170
    others = np.mean([np.log((0.21 + k / 50) / (0.2 + k / 100)) for k in range(3)])
    assert effect.relative == pytest.approx(np.expm1(np.log(after / 0.2) - others))


def test_one_member_against_one_is_followed_period_by_period():
    reached, other = of_members([0.2, 0.0], common=0.5)
    found = measure(action(dimension="store", members=("store 0",)), [reached, other], until=UNTIL)

    assert found.effect.method is Method.difference_series
    assert (found.effect.before, found.effect.after, found.effect.untouched) == (8, 8, ("store 1",))
    assert found.effect.low < 0.2 < found.effect.high
    assert not found.effect.holds(0.5)


def test_members_that_another_action_reached_are_no_comparison():
    members = of_members([0.2, 0.2, 0.9, 0, 0, 0])
    other = action(initiative="Other", dimension="store", members=("store 2",))
    own = action(dimension="store", members=("store 0", "store 1"))

    assert "store 2" not in measure(own, members, until=UNTIL, others=[own, other]).effect.untouched


def test_an_action_for_all_members_is_measured_alone():
    own = action(dimension="store", members=("store 0", "store 1"))
    found = measure(own, of_members([0.2, 0.2]), until=UNTIL)

    assert found.effect.method is Method.interrupted
    assert found.effect.untouched == ()
    assert found.effect.relative == pytest.approx(0.2, abs=0.03)


def test_others_that_began_meanwhile_and_are_to_move_the_same_are_named():
    own = action()
    others = [
        own,
        action(initiative="Beside", starts_on=date(2026, 4, 1)),
        action(initiative="For another number", metric="nps"),
        action(initiative="Too late", starts_on=date(2026, 11, 1)),
    ]

    assert measure(own, [series(moved(0.2))], until=UNTIL, others=others).effect.shared_with == ("Beside",)


@pytest.mark.parametrize(
    ("given", "values", "code"),
    [
        ({"metric": None}, moved(0.1), "no_metric"),
        ({"starts_on": date(2026, 11, 1)}, moved(0.1), "not_begun"),
        ({"metric": "nps"}, moved(0.1), "no_values"),
        ({}, [None] * 17, "no_values"),
        ({"dimension": "store", "members": ("store 9",)}, moved(0.1), "unknown_members"),
        ({"starts_on": date(2025, 12, 1)}, moved(0.1), "too_few_before"),
        ({"starts_on": date(2026, 9, 1)}, moved(0.1), "too_few_after"),
        ({}, [100.0] * 17, "no_variation"),
    ],
)
def test_what_cant_be_measured_says_why(given, values, code):
    found = measure(action(**given), [series(values)], until=UNTIL)

    assert (found.effect, found.verdict) == (None, None)
    assert found.refusal.code == code


def test_how_many_periods_are_missing_is_told():
    refusal = measure(action(starts_on=date(2026, 9, 1)), [series(moved(0.1))], until=UNTIL).refusal

    assert dict(refusal.values) == {"found": 2, "least": LEAST_AFTER, "grain": "month"}
    refusal = measure(action(starts_on=date(2025, 12, 1)), [series(moved(0.1))], until=UNTIL).refusal
    assert dict(refusal.values) == {"found": 5, "least": LEAST_BEFORE, "grain": "month"}


def test_weeks_are_used_where_there_are_too_few_months():
    random = np.random.default_rng(3)
    by_week = [float(v) for v in 100 + noise(random, 75, 0.2)]
    found = measure(
        action(starts_on=date(2026, 9, 1)),
        [series(moved(0.1)), series(by_week, grain="week")],
        until=UNTIL,
    )

    assert (found.effect.grain, found.effect.after) == ("week", 7)


def test_the_season_is_reckoned_with_after_two_years():
    random = np.random.default_rng(5)
    starts = months(38, first=date(2023, 6, 1))
    season = [1.3 if start.month in (3, 4, 5) else 1.0 for start in starts]
    values = [float(v) for v in 100 * np.array(season) * np.exp(0.01 * noise(random, 38, 0.0))]

    effect = measure(action(), [series(values, starts=starts)], until=UNTIL).effect

    assert effect.after == 5
    assert effect.has_season
    assert effect.holds(0.0)
    assert effect.high < 0.1


def test_coverage_of_differences_is_what_the_interval_says():
    """300 times twelve stores, four of them reached, with noise that remembers."""
    random = np.random.default_rng(20260301)
    own = action(dimension="store", members=tuple(f"s{n}" for n in range(4)))
    held = 0
    for _ in range(300):
        members = []
        for n in range(12):
            step = np.r_[np.zeros(BEFORE), np.ones(AFTER)] * (np.log(1.12) if n < 4 else 0)
            values = np.exp(3 + 0.1 * noise(random, 17, 0.6) + step)
            members.append(series([float(v) for v in values], member=f"s{n}"))
        held += measure(own, members, until=UNTIL).effect.holds(0.12)

    assert 0.90 <= held / 300 <= 0.99


@pytest.mark.parametrize(
    ("ends", "expected", "direction", "verdict"),
    [
        ((0.1, 0.2), 0.15, "up", Verdict.as_expected),
        ((0.1, 0.2), 0.05, "up", Verdict.more),
        ((0.1, 0.2), 0.3, "up", Verdict.less),
        ((-0.1, 0.2), 0.1, "up", Verdict.unclear),
        ((-0.1, 0.2), 0.3, "up", Verdict.nothing),
        ((-0.2, -0.1), 0.1, "up", Verdict.wrong_way),
        ((-0.2, -0.1), -0.15, "down", Verdict.as_expected),
        ((-0.2, -0.1), -0.05, "down", Verdict.more),
        ((-0.2, -0.1), -0.3, "down", Verdict.less),
        ((0.1, 0.2), -0.1, "down", Verdict.wrong_way),
        ((0.1, 0.2), None, "up", Verdict.moved),
        ((-0.2, -0.1), None, "down", Verdict.moved),
        ((0.1, 0.2), None, "down", Verdict.wrong_way),
        ((-0.1, 0.2), None, "up", Verdict.unclear),
    ],
)
def test_an_interval_is_judged_by_what_was_expected(ends, expected, direction, verdict):
    effect = Effect(Method.interrupted, "month", sum(ends) / 2, *ends, 9, 8)

    assert judge(effect, expected, direction) is verdict
