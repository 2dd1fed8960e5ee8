"""Natural limits equal Wheeler's by hand, and call noise a signal about as rarely as they say."""

import random

import pytest

from lodestar.quality.limits import natural_limits, shape_of


def test_limits_equal_the_mean_and_2_66_mean_moving_ranges():
    # ranges 3 2 3 4 1: mean 2.6; 2.66 * 2.6 = 6.916; mean of the values 40.1667
    limits = natural_limits([41, 38, 40, 43, 39, 40], shape="level")

    assert limits.centre == pytest.approx(241 / 6)
    assert (limits.lower, limits.upper) == pytest.approx((241 / 6 - 6.916, 241 / 6 + 6.916))
    assert limits.sigma == pytest.approx(2.6 / 1.128)
    assert [limits.side(value) for value in (33, 34, 47, 48)] == [-1, 0, 0, 1]


def test_the_centre_may_be_of_the_last_values_alone():
    assert natural_limits([10, 10, 20, 20, 20, 20], shape="level", centre_of=4).centre == 20


def test_unknown_values_are_left_out_and_ranges_span_them():
    with_gap = natural_limits([41, 38, None, 40, 43, float("nan"), 39, 40], shape="level")

    assert with_gap == natural_limits([41, 38, 40, 43, 39, 40], shape="level")


@pytest.mark.parametrize("values", [[], [1, 2, 3, 4, 5], [1, None, 2, 3, 4, None, 5]])
def test_fewer_than_six_known_values_have_no_limits(values):
    assert natural_limits(values) is None


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        ([5, 6, 5, 6, 5, 6, 5, 6], "level"),
        ([1, 2, 3, 4, 5, 6, 7, 8], "trend"),
        ([8, 7, 6, 5, 4, 3, 2, 1], "trend"),
        ([-2, -1, 0, 1, 2, 3, 4, 5], "trend"),
        ([2**n for n in range(10)], "growth"),
        ([1, 2, 3, 4, 5], "level"),
    ],
)
def test_the_shape_is_found(values, shape):
    assert shape_of(values) == shape


def test_limits_of_a_line_and_of_an_exponential_go_on_with_it():
    assert natural_limits([3 + 2 * n for n in range(10)]).centre == pytest.approx(23)
    assert natural_limits([3 + 2 * n for n in range(10)], ahead=3).centre == pytest.approx(27)
    assert natural_limits([5 * 1.1**n for n in range(10)]).centre == pytest.approx(5 * 1.1**10)


@pytest.mark.parametrize(("number", "growth", "most"), [(12, 0, 0.03), (24, 0, 0.02), (12, 6, 0.03), (24, 6, 0.02)])
def test_noise_is_seldom_called_a_signal(number, growth, most):
    chance = random.Random(number)
    called = 0
    for _ in range(1000):
        values = [100 + growth * n + chance.gauss(0, 5) for n in range(number + 1)]
        called += natural_limits(values[:-1]).side(values[-1]) != 0

    assert called / 1000 <= most


def test_four_sigma_are_called_a_signal_mostly():
    chance = random.Random(1)
    baselines = [[100 + chance.gauss(0, 5) for _ in range(12)] for _ in range(300)]

    assert sum(natural_limits(values).side(100 + 5 * 5) > 0 for values in baselines) > 270
