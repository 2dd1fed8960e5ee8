"""Members that add up share a change to the last digit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.governance.exact import exact
from lodestar.review.additive import OVERLAP, by_members
from lodestar.review.contribution import UndividedError, total

values = st.one_of(st.none(), st.floats(-1e12, 1e12).map(exact))
members = st.dictionaries(st.sampled_from("abcdefg"), values, max_size=7)


def whole(found):
    return sum((value for value in found.values() if value is not None), Fraction(0))


@given(members, members)
def test_parts_of_members_sum_to_the_change_exactly(old, new):
    parts = by_members(whole(old), whole(new), old, new)

    assert total(parts) == whole(new) - whole(old)
    assert [one.name for one in parts] == sorted({*old, *new})


@given(members, members, st.floats(-1e12, 1e12).map(exact), st.floats(-1e12, 1e12).map(exact))
def test_with_an_overlap_they_sum_to_the_change_too(old, new, before, after):
    parts = by_members(before, after, old, new, may_overlap=True)

    assert total(parts) == after - before


@given(members.filter(lambda found: any(found.values())), st.integers(-3, 3))
def test_what_rounding_leaves_is_in_the_parts(found, digits):
    """A sum of doubles differs from the sum of the decimals that they stand for."""
    old, new = whole(found), Fraction(0)
    size = max(abs(value) for value in found.values() if value is not None)
    rounded = old + size * Fraction(digits, 10**12)

    assert total(by_members(rounded, new, found, {})) == new - rounded


def test_a_new_and_a_gone_member_count_from_and_to_nothing():
    parts = by_members(Fraction(5), Fraction(7), {"gone": Fraction(5)}, {"new": Fraction(7)})

    assert [(one.name, one.part, one.old, one.new) for one in parts] == [("gone", -5, 5, None), ("new", 7, None, 7)]


def test_what_is_counted_under_several_members_has_a_part_of_its_own():
    """Three people, one of them on both platforms; then four, two of them on both."""
    old, new = {"ios": Fraction(2), "web": Fraction(2)}, {"ios": Fraction(3), "web": Fraction(3)}

    *members_parts, overlap = by_members(Fraction(3), Fraction(4), old, new, may_overlap=True)

    assert [one.part for one in members_parts] == [1, 1]
    assert (overlap.kind, overlap.name, overlap.part, overlap.old, overlap.new) == ("overlap", OVERLAP, -1, -1, -2)


def test_members_that_do_not_make_the_whole_are_refused():
    with pytest.raises(UndividedError, match="not_additive"):
        by_members(Fraction(3), Fraction(4), {"a": Fraction(2)}, {"a": Fraction(4)})
