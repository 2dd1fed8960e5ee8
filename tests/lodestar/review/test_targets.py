"""Targets beside values, by hand."""

from dataclasses import replace
from datetime import date

import pytest

from lodestar.governance.targets import Target
from lodestar.releases.series import Point, Series
from lodestar.review.spans import ended_by, last_day, share_gone
from lodestar.review.targets import Standing, adds_up, attain
from tests.lodestar.review.acted_histories import series

TARGET = Target("orders", "total", "total", "month", date(2026, 11, 1), 100.0, 2)
THROUGH = date(2026, 11, 15)


def of(value, *, is_final=False):
    return Series("orders", "month", (Point(date(2026, 11, 1), value, is_final=is_final),))


@pytest.mark.parametrize(
    ("value", "direction", "is_final", "through", "standing"),
    [
        (100.0, "up", True, date(2026, 12, 5), Standing.met),
        (99.0, "up", True, date(2026, 12, 5), Standing.missed),
        (99.0, "down", True, date(2026, 12, 5), Standing.met),
        (101.0, "down", True, date(2026, 12, 5), Standing.missed),
        (0.1 + 0.2, "up", True, date(2026, 12, 5), Standing.missed),
        (120.0, "up", False, date(2026, 11, 30), Standing.provisional),
        (50.0, "up", False, THROUGH, Standing.on_track),
        (49.0, "up", False, THROUGH, Standing.behind),
        (51.0, "down", False, THROUGH, Standing.behind),
        (None, "up", False, THROUGH, Standing.no_value),
        (50.0, "up", False, date(2026, 10, 31), Standing.no_value),
    ],
)
def test_where_a_target_of_a_sum_stands(value, direction, is_final, through, standing):
    found = attain(TARGET, of(value, is_final=is_final), direction=direction, through=through, is_sum=True)

    assert found.standing is standing


def test_a_sum_so_far_is_run_on_to_the_end_of_the_period():
    found = attain(TARGET, of(45.0), direction="up", through=THROUGH, is_sum=True)

    assert found.gone == 0.5
    assert (found.value, found.expected, found.share, found.distance) == (45.0, 90.0, 0.9, -10.0)


def test_a_rate_so_far_is_what_it_is_and_not_judged_before_its_period_is_over():
    found = attain(replace(TARGET, value=0.2), of(0.22), direction="up", through=THROUGH, is_sum=False)

    assert found.standing is Standing.running
    assert (found.expected, found.share) == (0.22, pytest.approx(1.1))


def test_less_is_better_where_the_metric_says_so():
    found = attain(
        replace(TARGET, value=0.06), of(0.08, is_final=True), direction="down", through=THROUGH, is_sum=False
    )

    assert (found.standing, found.share, found.distance) == (
        Standing.missed, pytest.approx(0.75), pytest.approx(0.02),
    )  # fmt: skip


def test_sums_that_differ_in_their_last_digit_have_reached_the_target():
    value = of(0.1 + 0.2 - 1e-16, is_final=True)
    found = attain(replace(TARGET, value=0.3), value, direction="up", through=THROUGH, is_sum=False)

    assert found.standing is Standing.met


def test_no_share_of_what_is_not_above_zero():
    assert attain(TARGET, of(-5.0), direction="up", through=THROUGH, is_sum=False).share is None
    assert attain(TARGET, None, direction="up", through=THROUGH, is_sum=False).standing is Standing.no_value


def days_of(values):
    """Every day of June to August 2025."""
    starts = [date(2025, month, day) for month in (6, 7, 8) for day in range(1, 31)]
    return Series("orders", "day", tuple(Point(day, value) for day, value in zip(starts, values, strict=True)))


def test_a_metric_adds_up_when_its_months_are_the_sums_of_their_days():
    days = days_of([1.0] * 90)

    assert adds_up(series([30.0, 30.0, 30.0]), days)
    assert not adds_up(series([30.0, 29.0, 30.0]), days)
    assert adds_up(series([30.0, 30.0, 12.0], provisional=1), days)
    assert not adds_up(series([30.0, 30.0, 30.0]), None)
    assert not adds_up(series([30.0, 30.0, 30.0], below=2.0), days)
    assert not adds_up(series([30.0, 30.0], provisional=1), days)


@pytest.mark.parametrize(
    ("grain", "start", "last"),
    [
        ("day", date(2026, 2, 28), date(2026, 2, 28)),
        ("week", date(2026, 2, 23), date(2026, 3, 1)),
        ("month", date(2028, 2, 1), date(2028, 2, 29)),
        ("month", date(2026, 12, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_last_day_of_a_period(grain, start, last):
    assert last_day(start, grain) == last
    assert share_gone(start, grain, last) == 1
    assert share_gone(start, grain, date(2020, 1, 1)) == 0


def test_periods_that_end_later_are_left_out():
    months_of = series([1.0, 2.0, 3.0])

    assert [p.value for p in ended_by(months_of, date(2025, 8, 30)).points] == [1.0, 2.0]
    assert [p.value for p in ended_by(months_of, date(2025, 8, 31)).points] == [1.0, 2.0, 3.0]
