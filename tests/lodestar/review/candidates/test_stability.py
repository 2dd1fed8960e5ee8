"""Stability is natural variation over the mean."""

import pytest

from lodestar.review.candidates.grade import Grade
from lodestar.review.candidates.stability import stability
from tests.lodestar.review.histories import series


def test_natural_variation_is_the_mean_moving_range_by_its_factor():
    found = stability(series("m", [999, *[100, 110] * 5]))  # the first period may hold fewer days

    assert found.periods == 10
    assert found.variation == pytest.approx(10 / 1.128 / 105)
    assert found.visible == pytest.approx(3 * 10 / 1.128 / 105)
    assert found.noise == 1.0
    assert found.grade is Grade.good


def test_a_long_swing_is_no_noise():
    found = stability(series("m", range(100, 180)))

    assert found.noise == pytest.approx(6 / (79**2 - 1))  # half of 1 over the variance of 1 to 79


@pytest.mark.parametrize(("step", "grade"), [(11, Grade.good), (28, Grade.fair), (60, Grade.poor)])
def test_the_grade_falls_with_the_variation(step, grade):
    assert stability(series("m", [100, *[100, 100 + step] * 6])).grade is grade


def test_a_short_history_is_not_known():
    assert stability(series("m", [1, 2, 3])).grade is Grade.unknown
