"""Shares of members that move are told with the members; chance is not."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from lodestar.quality.drift import _chi_square_quantile, drift, population_stability

counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 1000), min_size=1)


@given(counts, counts)
def test_the_index_is_the_sum_over_members_by_hand(before, now):
    n, m = sum(before.values()), sum(now.values())
    by_hand = 0.0
    for member in set(before) | set(now):
        q = before[member] / n if member in before else 0.5 / n
        p = now[member] / m if member in now else 0.5 / m
        by_hand += (p - q) * math.log(p / q)

    parts = population_stability(before, now)

    assert math.fsum(parts.values()) == pytest.approx(by_hand, abs=1e-12)
    assert all(part >= 0 for part in parts.values())


def test_a_known_example_has_its_known_index():
    # 0.1 ln 1.25 + 0.1 ln (5/3) + 0 = 0.0734
    found = drift({"a": 400, "b": 250, "c": 350}, {"a": 500, "b": 150, "c": 350})

    assert found is not None
    assert found.psi == pytest.approx(0.1 * math.log(1.25) + 0.1 * math.log(250 / 150))
    assert not found.is_shifted


def test_the_members_that_moved_most_are_named_first():
    found = drift({"web": 500, "store": 490, "fair": 10}, {"web": 100, "store": 880, "fair": 20})

    assert found is not None
    assert found.is_shifted
    assert found.moved[0] == ("web", 0.5, 0.1)


def test_few_rows_one_member_and_long_lists_of_names_say_nothing():
    many = {str(n): 10 for n in range(60)}

    assert drift({"a": 100, "b": 99}, {"a": 10, "b": 190}) is None
    assert drift({"a": 500}, {"a": 500}) is None
    assert drift(many, many) is None
    assert drift({}, {"a": 500}) is None


def test_chance_alone_is_hardly_ever_a_shift():
    draw = random.Random(6)
    members = [f"m{n}" for n in range(40)]
    shifted = 0
    for _ in range(400):
        spans = [dict.fromkeys(members, 0) for _ in range(2)]
        for span in spans:
            for member in draw.choices(members, k=210):
                span[member] += 1
        found = drift(*({m: n for m, n in span.items() if n} for span in spans))
        shifted += found is not None and found.is_shifted

    assert shifted <= 8


@pytest.mark.parametrize("degrees", [1, 2, 5, 20, 49])
def test_the_quantile_is_that_of_chi_square(degrees):
    assert _chi_square_quantile(degrees) == pytest.approx(chi2.ppf(0.999, degrees), rel=0.04)
