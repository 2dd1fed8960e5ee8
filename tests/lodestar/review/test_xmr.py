"""A chart's baseline ends before the period judged, and its signals are those of Wheeler's rules."""

import pytest

from lodestar.review.xmr import chart
from tests.lodestar.review.months_of import OCTOBER, months

STEADY = [40, 41, 39, 40, 41, 39, 40, 41, 39, 40]


def test_a_value_beyond_the_limits_is_a_signal_and_does_not_move_them():
    usual, odd = (chart(months([*STEADY, last]), OCTOBER) for last in (41, 60))

    assert usual.signals == ()
    assert [(point.period_start, point.signal) for point in odd.signals] == [(OCTOBER, "above")]
    assert odd.points[-1].limits == usual.points[-1].limits
    assert [point.is_judged for point in odd.points] == [False] * 10 + [True]


def test_the_eighth_in_a_row_on_one_side_is_a_signal():
    values = [40, 46, 34, 46, 34, 46, 34, 40, *[38] * 8]

    found = chart(months(values), OCTOBER, shape="level")

    assert [point.signal for point in found.points[-2:]] == [None, "run_below"]


def test_provisional_values_make_no_baseline_but_are_shown():
    found = chart(months([*STEADY, 41, 90], provisional=2), OCTOBER)

    assert len(found.points) == 11  # September is provisional: it is neither baseline nor judged
    assert found.points[-1].signal == "above"


def test_an_unknown_value_is_no_signal():
    found = chart(months([*STEADY, None]), OCTOBER)

    assert (found.points[-1].value, found.points[-1].signal) == (None, None)


def test_too_short_a_baseline_has_no_chart():
    assert chart(months([40, 41, 40, 41, 40, 60]), OCTOBER) is None


def test_limits_of_a_line_are_wider_after_its_points_alone():
    found = chart(months([10 * n + 3 * (n % 2) for n in range(14)]), OCTOBER)
    widths = [point.limits.upper - point.limits.lower for point in found.points]

    assert found.shape == "trend"
    assert widths[:-1] == pytest.approx([widths[0]] * 13)
    assert widths[-1] > 1.1 * widths[0]


def test_a_steady_rise_is_no_signal():
    found = chart(months([100 * 1.1**n * (1.01 if n % 2 else 0.99) for n in range(13)]), OCTOBER)

    assert (found.shape, found.signals) == ("growth", ())
