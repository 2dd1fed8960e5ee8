"""What teams can move shows in members that stay apart, in new levels, and in drivers that drive."""

from datetime import date, timedelta

import numpy as np
import pytest

from lodestar.review.candidates.grade import Grade
from lodestar.review.candidates.movability import level_shifts, movability
from lodestar.review.influence import Influence, Measured
from tests.lodestar.review.histories import remembering, series

CALM = series("m", 100 + np.random.default_rng(1).normal(0, 2, 60))
MOVED = Influence("m", "d", "week", Measured.measured)
UNMOVED = Influence("m", "d", "week", Measured.indistinct)


def members(levels, noise, count=60):
    random = np.random.default_rng(5)
    return [
        series(
            "m", level + random.normal(0, noise, count), dimension="store", member=f"s{n}", denominators=[9.0] * count
        )
        for n, level in enumerate(levels)
    ]


def test_a_planted_level_is_found_in_its_period():
    values = np.random.default_rng(2).normal(100, 3, 60)
    values[35:] += 30

    (found,) = level_shifts(series("m", values))

    assert found.period_start == date(2024, 1, 1) + timedelta(weeks=35)
    assert found.before == pytest.approx(values[1:35].mean())
    assert found.after == pytest.approx(values[35:].mean())


def test_two_levels_are_two_shifts_and_noise_is_none():
    values = np.concatenate([np.full(20, 100.0), np.full(20, 140.0), np.full(20, 90.0)])
    values += np.random.default_rng(3).normal(0, 3, 60)

    assert [round(s.after - s.before, -1) for s in level_shifts(series("m", values))] == [40, -50]
    random = np.random.default_rng(4)
    noisy = [level_shifts(series("m", 100 + remembering(random, 80, 0.4, 5))) for _ in range(100)]
    assert sum(bool(found) for found in noisy) <= 5


def test_a_few_wild_periods_at_the_end_are_no_level_of_their_own():
    values = np.concatenate([np.full(30, 100.0), np.full(30, 120.0)]) + np.tile([-3, 3], 30)
    values[54:] += 12

    (found,) = level_shifts(series("m", values))

    assert found.period_start == date(2024, 1, 1) + timedelta(weeks=30)


def test_members_that_stay_apart_are_told_from_noise():
    lasting = movability(CALM, members([80, 100, 120], 5), None).spreads[0]
    noise = movability(CALM, members([100, 100, 100], 20), None).spreads[0]

    assert lasting.members == 3
    assert lasting.size == pytest.approx(0.2, abs=0.02)  # standard deviation of 80, 100, 120 is 20
    assert lasting.lasting > 0.9
    assert lasting.is_large
    assert not noise.is_large


def test_what_all_members_share_is_no_difference_between_them():
    wave = 30 * np.sin(np.arange(60) / 5)
    apart = movability(CALM, members([80, 100, 120], 2), None).spreads[0]
    riding = [
        series("m", [p.value + w for p, w in zip(one.points, wave, strict=True)], dimension="store", member=one.member,
               denominators=[9.0] * 60)
        for one in members([80, 100, 120], 2)
    ]  # fmt: skip

    found = movability(CALM, riding, None).spreads[0]

    assert found.lasting == pytest.approx(apart.lasting, abs=0.01)


def test_members_of_a_sum_differ_by_size_and_are_not_compared():
    sums = [series("m", range(1, 60), dimension="store", member=str(n)) for n in range(3)]

    assert movability(CALM, sums, None).spreads == ()


def test_two_of_three_signs_are_good_one_is_fair():
    apart = members([80, 100, 120], 5)

    assert movability(CALM, apart, [MOVED]).grade is Grade.good
    assert movability(CALM, apart, [UNMOVED]).grade is Grade.fair
    assert movability(CALM, [], [UNMOVED]).grade is Grade.poor
    assert movability(CALM, [], None).grade is Grade.unknown
    assert movability(CALM, [], [MOVED, UNMOVED]).driving == 1


def test_a_level_that_got_worse_speaks_for_nobody():
    falling = series("m", [*[100.0, 101.0] * 15, *[50.0, 51.0] * 15])

    assert movability(falling, [], []).shifts == ()
    assert len(movability(falling, [], [], "down").shifts) == 1
