"""Headroom by hand: what the whole would be if all members were as good as some are."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.releases.series import Point, Series
from lodestar.review.headroom import LATEST, LEAST_SHARE, headroom
from tests.lodestar.review.acted_histories import months


def member(name, rate, size, *, number=8, wobble=0.0, seed=1):
    chance = random.Random(seed)
    points = []
    for start in months(number):
        value = rate + wobble * chance.uniform(-1, 1)
        points.append(Point(start, value, value * size, size))
    return Series("return_rate", "month", tuple(points), "store", name)


def test_all_at_the_best_and_all_at_the_best_quarter():
    found = headroom([member("a", 0.10, 20), member("b", 0.08, 20), member("c", 0.05, 60)], goal=0.08)

    assert [one.member for one in found.members] == ["a", "b", "c"]
    assert [one.share for one in found.members] == pytest.approx([0.2, 0.2, 0.6])
    assert found.whole == pytest.approx(0.2 * 0.10 + 0.2 * 0.08 + 0.6 * 0.05)
    assert (found.best.member, found.quarter) == ("a", pytest.approx(0.08))
    assert found.to_best == pytest.approx(0.10 / 0.066 - 1)
    assert found.to_quarter == pytest.approx((0.2 * 0.10 + 0.8 * 0.08) / 0.066 - 1)
    assert (found.at_goal, found.share_at_goal) == (2, pytest.approx(0.4))
    assert (found.first, found.last) == (months(8)[-LATEST["month"]], months(8)[-1])


def test_where_less_is_better_the_least_is_best():
    found = headroom([member("a", 0.10, 50), member("b", 0.05, 50)], direction="down", goal=0.06)

    assert found.best.member == "b"
    assert found.to_best == pytest.approx(0.05 / 0.075 - 1)
    assert found.at_goal == 1


def test_a_tiny_member_is_no_example():
    found = headroom([member("tiny", 0.9, 1), member("a", 0.10, 50), member("b", 0.05, 49)])

    assert found.members[0].member == "tiny"
    assert found.members[0].share < LEAST_SHARE
    assert found.best.member == "a"
    assert found.to_best == pytest.approx((0.01 * 0.9 + 0.99 * 0.10) / (0.01 * 0.9 + 0.5 * 0.10 + 0.49 * 0.05) - 1)


def test_months_count_by_their_size():
    points = [Point(start, rate, rate * size, size) for start, rate, size in zip(
        months(3), (0.1, 0.2, 0.4), (100.0, 100.0, 200.0), strict=True
    )]  # fmt: skip
    found = headroom([Series("m", "month", tuple(points), "d", "a"), member("b", 0.1, 400, number=3)])

    assert found.members[0].value == pytest.approx((10 + 20 + 80) / 400)


def test_what_is_no_rate_or_has_nobody_to_compare_with_has_no_headroom():
    counts = Series("orders", "month", tuple(Point(start, 5.0) for start in months(8)), "store", "a")

    assert headroom([]) is None
    assert headroom([counts, counts]) is None
    assert headroom([member("a", 0.1, 10)]) is None
    assert headroom([member("a", 0.0, 10), member("b", 0.0, 10)]) is None


def test_provisional_values_are_left_out():
    series = member("a", 0.1, 10)
    late = Point(date(2026, 2, 1), 0.9, 9.0, 10.0, is_final=False)
    grown = Series("m", "month", (*series.points, late), "store", "a")

    assert headroom([grown, member("b", 0.05, 10)]).best.value == pytest.approx(0.1)


def test_a_best_that_is_best_every_month_stands_out_and_one_by_turns_does_not():
    steady = [member("a", 0.20, 50, wobble=0.01), member("b", 0.10, 50, wobble=0.01, seed=2)]
    by_turns = [member(name, 0.10, 50, wobble=0.05, seed=seed) for seed, name in enumerate("abcdef")]

    assert headroom(steady).stands_out is True
    assert headroom(by_turns).stands_out is False
    assert headroom([member("a", 0.2, 50, number=3), member("b", 0.1, 50, number=3)]).stands_out is None


@given(
    st.lists(st.tuples(st.floats(0.01, 1), st.floats(1, 1000)), min_size=2, max_size=8),
    st.sampled_from(["up", "down"]),
)
def test_the_best_is_never_behind_the_quarter_nor_that_behind_the_whole(rates, direction):
    found = headroom([member(f"m{n}", rate, size) for n, (rate, size) in enumerate(rates)], direction=direction)
    if found is None:
        return
    sign = -1 if direction == "down" else 1
    assert sign * found.to_quarter >= -1e-9
    shares = sum(one.share for one in found.members if sign * one.value >= sign * found.quarter - 1e-12)
    assert shares >= 0.25 - 1e-9
