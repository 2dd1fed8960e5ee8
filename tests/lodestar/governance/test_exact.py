"""A double stands for the decimal that people read."""

from fractions import Fraction

import pytest

from lodestar.governance.exact import agrees, exact, shown


def test_a_tenth_is_a_tenth():
    assert exact(0.1) == Fraction(1, 10)
    assert exact(0.1) + exact(0.2) == exact(0.3)
    assert exact(1e-7) == Fraction(1, 10**7)
    assert exact(5) == 5


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_has_no_exact_value(value):
    assert exact(value) is None


def test_values_agree_to_nine_digits_of_the_largest_that_is_in_them():
    assert agrees(Fraction(1), Fraction(1) + Fraction(1, 10**9))
    assert not agrees(Fraction(1), Fraction(1) + Fraction(3, 10**9))
    assert agrees(Fraction(0), Fraction(1, 1000), Fraction(10**7))
    assert agrees(Fraction(0), Fraction(0))


def test_a_fraction_is_shown_as_a_double_where_one_can_hold_it():
    assert shown(Fraction(1, 3)) == 1 / 3
    assert shown(None) is None
    assert shown(Fraction(10) ** 400) is None
