"""Coverage counts the periods that are due, and the users where somebody counts them all."""

import pytest

from lodestar.review.candidates.coverage import coverage
from lodestar.review.candidates.grade import Grade
from tests.lodestar.review.histories import series


def test_periods_that_are_not_due_yet_are_no_gap():
    found = coverage(series("m", [1, 2, 3, 4, None, None], provisional=2))

    assert (found.due, found.known, found.waiting, found.grade) == (4, 4, 2, Grade.good)


@pytest.mark.parametrize(("gaps", "grade"), [(0, Grade.good), (1, Grade.good), (2, Grade.fair), (5, Grade.poor)])
def test_gaps_lower_the_grade(gaps, grade):
    found = coverage(series("m", [*([None] * gaps), *range(1, 21 - gaps)]))

    assert (found.share, found.grade) == (1 - gaps / 20, grade)


def test_the_share_of_users_is_of_denominators_or_of_values():
    everybody = series("all", [100, 200, 0, 400])

    ratio = coverage(series("r", [1, 1, 1, 1], denominators=[50, 50, 7, 100]), everybody)
    count = coverage(series("c", [25, 50, 7, 100]), everybody, counts_users=True)

    assert ratio.users == pytest.approx((0.5 + 0.25 + 0.25) / 3)
    assert count.users == pytest.approx(0.25)
    assert ratio.population == "all"


def test_without_a_population_or_denominators_the_share_is_not_known():
    assert coverage(series("m", [1, 2])).users is None
    assert coverage(series("m", [1, 2]), series("all", [5, 5])).users is None


def test_a_history_without_final_values_is_not_known():
    assert coverage(series("m", [1, 2], provisional=2)).grade is Grade.unknown
