"""A ratio's change is mix and rate of its members to the last digit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.governance.exact import exact
from lodestar.review.contribution import UndividedError, total
from lodestar.review.mix_and_rate import Halves, Ratio, mix_and_rate

amounts = st.floats(-1e6, 1e6).map(lambda value: exact(round(value, 3)))
weights = st.one_of(st.just(Fraction(0)), st.floats(0, 1e6).map(lambda value: exact(round(value, 3))), amounts)
members = st.dictionaries(
    st.sampled_from("abcdef"), st.builds(Halves, amounts, weights), min_size=1, max_size=6
).filter(lambda found: sum(one.denominator for one in found.values()) != 0)


def ratio(found, value=None):
    return Ratio(Ratio(Fraction(0), found).pooled if value is None else value, found)


@given(members, members)
def test_parts_sum_to_the_change_exactly(old, new):
    before, after = ratio(old), ratio(new)

    parts = mix_and_rate(before, after)

    assert total(parts) == after.value - before.value
    assert [(one.name, one.kind) for one in parts] == [
        (name, kind) for name in sorted({*old, *new}) for kind in ("rate", "mix")
    ]


@given(members, members, amounts, amounts)
def test_with_an_overlap_they_sum_to_the_change_too(old, new, before, after):
    parts = mix_and_rate(ratio(old, before), ratio(new, after), may_overlap=True)

    assert total(parts) == after - before


@given(members, members)
def test_a_member_of_one_period_alone_is_all_mix(old, new):
    parts = mix_and_rate(ratio(old), ratio(new))
    both = {name for name in old if old[name].denominator and name in new and new[name].denominator}

    assert all(not one.part for one in parts if one.kind == "rate" and one.name not in both)


def halves(**given_):
    return {name: Halves(Fraction(above), Fraction(below)) for name, (above, below) in given_.items()}


def by_kind(parts):
    return {(one.name, one.kind): one.part for one in parts}


def test_rates_that_stay_leave_mix_alone():
    """Rates 1/2 and 1/10; the better one grows from a half to three quarters: 0.3 becomes 0.4."""
    parts = mix_and_rate(ratio(halves(a=(5, 10), b=(1, 10))), ratio(halves(a=(15, 30), b=(1, 10))))

    assert by_kind(parts) == {
        ("a", "rate"): 0,
        ("b", "rate"): 0,
        ("a", "mix"): Fraction(3, 80),  # (0.5 - 0.35) * 0.25
        ("b", "mix"): Fraction(5, 80),  # (0.1 - 0.35) * -0.25
    }


def test_shares_that_stay_leave_rates_alone():
    parts = mix_and_rate(ratio(halves(a=(5, 10), b=(1, 10))), ratio(halves(a=(6, 10), b=(1, 10))))

    assert by_kind(parts) == {("a", "rate"): Fraction(1, 20), ("b", "rate"): 0, ("a", "mix"): 0, ("b", "mix"): 0}


def test_every_rate_up_and_the_whole_down_is_seen_as_mix():
    """Simpson's paradox: rates 0.8 and 0.2 rise to 0.9 and 0.3, and the whole falls from 0.74 to 0.36."""
    old, new = ratio(halves(a=(72, 90), b=(2, 10))), ratio(halves(a=(9, 10), b=(27, 90)))

    parts = by_kind(mix_and_rate(old, new))

    assert parts[("a", "rate")] + parts[("b", "rate")] == Fraction(1, 10)
    assert parts[("a", "mix")] + parts[("b", "mix")] == Fraction(36, 100) - Fraction(74, 100) - Fraction(1, 10)


def test_members_that_overlap_as_before_leave_the_overlap_without_a_part():
    """Everybody is on both platforms in both periods: the whole is twice the pooled ratio."""
    old = ratio(halves(a=(5, 10), b=(3, 10)), Fraction(8, 10))
    new = ratio(halves(a=(7, 10), b=(3, 10)), Fraction(1))

    *parts, overlap = mix_and_rate(old, new, may_overlap=True)

    assert overlap.part == 0
    assert by_kind(parts)[("a", "rate")] == Fraction(1, 5)


def test_more_overlap_has_a_part_of_its_own():
    """Rates stay; of ten people on each platform none were the same, and then five."""
    old = ratio(halves(a=(5, 10), b=(5, 10)), Fraction(10, 20))
    new = ratio(halves(a=(5, 10), b=(5, 10)), Fraction(10, 15))

    *parts, overlap = mix_and_rate(old, new, may_overlap=True)

    assert [one.part for one in parts] == [0, 0, 0, 0]
    assert (overlap.kind, overlap.part) == ("overlap", Fraction(1, 6))


def test_no_denominator_and_a_whole_of_something_else_are_refused():
    with pytest.raises(UndividedError, match="no_denominator"):
        mix_and_rate(Ratio(Fraction(0), halves(a=(1, 0))), ratio(halves(a=(1, 1))))
    with pytest.raises(UndividedError, match="not_additive"):
        mix_and_rate(ratio(halves(a=(1, 2)), Fraction(3)), ratio(halves(a=(1, 2))))
