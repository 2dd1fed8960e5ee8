"""Parts of a difference sum to it, whatever the causes do together."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.governance.shapley import parts

FLOATS = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def values(draw: st.DrawFn) -> dict[tuple[str, ...], float]:
    """A value for every set of up to three causes."""
    causes = "abc"[: draw(st.integers(1, 3))]
    subsets: list[tuple[str, ...]] = [()]
    for cause in causes:
        subsets += [(*subset, cause) for subset in subsets]
    return {subset: draw(FLOATS) for subset in subsets}


@given(values())
def test_parts_sum_to_the_difference(known):
    causes = max(known, key=len)
    found = parts(causes, known.__getitem__)
    assert sum(found.values()) == pytest.approx(known[causes] - known[()], rel=1e-9, abs=1e-6)


@given(values())
def test_a_part_is_the_average_over_all_orders(known):
    causes = max(known, key=len)
    orders = list(permutations(causes))
    for cause in causes:
        added = 0.0
        for order in orders:
            before = list(order[: order.index(cause)])
            added += known[_sorted([*before, cause])] - known[_sorted(before)]
        assert parts(causes, known.__getitem__)[cause] == pytest.approx(added / len(orders), rel=1e-9, abs=1e-6)


def _sorted(causes: list[str]) -> tuple[str, ...]:
    return tuple(sorted(causes))


def test_causes_that_only_work_together_share_what_they_do():
    known = {(): 10.0, ("a",): 10.0, ("b",): 10.0, ("a", "b"): 16.0}
    assert parts("ab", known.__getitem__) == {"a": 3.0, "b": 3.0}


def test_a_cause_without_an_effect_has_no_part():
    known = {(): 10.0, ("a",): 14.0, ("b",): 10.0, ("a", "b"): 14.0}
    assert parts("ab", known.__getitem__) == {"a": 4.0, "b": 0.0}


def test_without_a_value_of_every_set_there_are_no_parts():
    known = {(): 10.0, ("a",): None, ("b",): 12.0, ("a", "b"): 16.0}
    assert parts("ab", known.__getitem__) == {}
