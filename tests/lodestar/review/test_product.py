"""Factors of a product share its change to the last digit, whatever the values."""

import math
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.governance.exact import exact
from lodestar.review.contribution import UndividedError, total
from lodestar.review.product import by_factors

anything = st.floats(-1e9, 1e9, allow_subnormal=False).map(lambda value: round(value, 6))
above_zero = st.floats(1e-6, 1e9).map(exact)
powers = st.sampled_from([1, -1])


def made(factors, end):
    return math.prod((one[end] ** one[3] for one in factors), start=Fraction(1))


def factors_of(values):
    return st.lists(st.tuples(values, values, powers), min_size=1, max_size=4).map(
        lambda found: [(f"x{n}", *one) for n, one in enumerate(found)]
    )


@given(factors_of(above_zero))
def test_parts_of_values_above_zero_sum_to_the_change_exactly(factors):
    old, new = made(factors, 1), made(factors, 2)

    _, parts = by_factors(old, new, factors)

    assert total(parts) == new - old
    assert [one.name for one in parts] == [one[0] for one in factors]


@given(factors_of(anything.map(exact)))
def test_parts_of_any_values_sum_to_the_change_exactly(factors):
    if any(power < 0 and not (old and new) for _, old, new, power in factors):
        with pytest.raises(UndividedError, match="no_denominator"):
            by_factors(Fraction(0), Fraction(0), factors)
        return
    old, new = made(factors, 1), made(factors, 2)

    _, parts = by_factors(old, new, factors)

    assert total(parts) == new - old


@given(factors_of(above_zero))
def test_the_parts_turn_round_with_time(factors):
    there = by_factors(made(factors, 1), made(factors, 2), factors)[1]
    back = by_factors(made(factors, 2), made(factors, 1), [(n, new, old, p) for n, old, new, p in factors])[1]
    size = sum(abs(float(one.part)) for one in there)

    for one, other in zip(there, back, strict=True):
        assert math.isclose(one.part, -other.part, rel_tol=1e-6, abs_tol=1e-9 * size)


def test_the_log_mean_divides_as_ang_does():
    """4 * 6 = 24 to 5 * 8 = 40: L = 16 / ln(40/24) = 31.3217...; worked out by hand."""
    method, (first, second) = by_factors(
        Fraction(24), Fraction(40), [("a", Fraction(4), Fraction(5), 1), ("b", Fraction(6), Fraction(8), 1)]
    )
    weight = 16 / math.log(40 / 24)

    assert method == "log_mean"
    assert math.isclose(first.part, weight * math.log(5 / 4), rel_tol=1e-12)
    assert math.isclose(second.part, weight * math.log(8 / 6), rel_tol=1e-12)
    assert (first.old, first.new) == (4, 5)


def test_a_denominator_that_grows_takes_away():
    """10 / 2 = 5 to 16 / 4 = 4: L = 1 / ln(5 / 4); worked out by hand."""
    method, (above, below) = by_factors(
        Fraction(5), Fraction(4), [("n", Fraction(10), Fraction(16), 1), ("d", Fraction(2), Fraction(4), -1)]
    )

    assert method == "log_mean"
    assert math.isclose(above.part, math.log(1.6) / math.log(1.25), rel_tol=1e-12)
    assert math.isclose(below.part, -math.log(2) / math.log(1.25), rel_tol=1e-12)
    assert above.part + below.part == -1


def test_factors_that_cancel_each_other_out_are_told():
    """2 * 6 to 3 * 4: the log-mean of 12 and 12 is 12."""
    method, (up, down) = by_factors(
        Fraction(12), Fraction(12), [("a", Fraction(2), Fraction(3), 1), ("b", Fraction(6), Fraction(4), 1)]
    )

    assert method == "log_mean"
    assert math.isclose(up.part, 12 * math.log(1.5), rel_tol=1e-12)
    assert up.part + down.part == 0


def test_a_factor_that_did_not_move_gave_nothing():
    _, (still, moved) = by_factors(
        Fraction(6), Fraction(9), [("a", Fraction(3), Fraction(3), 1), ("b", Fraction(2), Fraction(3), 1)]
    )

    assert (still.part, moved.part) == (0, 3)


def test_where_one_is_zero_or_below_the_parts_are_means_over_all_orders():
    """Against adding the factors one after the other, in each of the six orders."""
    factors = [
        ("a", Fraction(0), Fraction(3), 1),
        ("b", Fraction(-2), Fraction(5), 1),
        ("c", Fraction(7), Fraction(2), 1),
    ]
    gained = {name: Fraction(0) for name, *_ in factors}
    orders = list(permutations(factors))
    for order in orders:
        now = {name: old for name, old, _, _ in factors}
        for name, _, new, _ in order:
            before = math.prod(now.values())
            now[name] = new
            gained[name] += math.prod(now.values()) - before

    method, parts = by_factors(made(factors, 1), made(factors, 2), factors)

    assert method == "shapley"
    assert {one.name: one.part for one in parts} == {name: sum_ / len(orders) for name, sum_ in gained.items()}


def test_values_that_doubles_cannot_hold_are_divided_all_the_same():
    huge = Fraction(10) ** 400
    method, parts = by_factors(huge, 2 * huge, [("a", huge, 2 * huge, 1)])

    assert (method, parts[0].part) == ("shapley", huge)


def test_factors_that_do_not_make_the_value_are_refused():
    with pytest.raises(UndividedError, match="broken"):
        by_factors(Fraction(10), Fraction(11), [("a", Fraction(3), Fraction(7), 1)])


def test_too_many_factors_with_a_zero_are_refused():
    factors = [("zero", Fraction(0), Fraction(1), 1), *((f"x{n}", Fraction(1), Fraction(1), 1) for n in range(12))]

    with pytest.raises(UndividedError, match="too_many"):
        by_factors(Fraction(0), Fraction(1), factors)
