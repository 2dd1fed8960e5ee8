"""Two periods are named by days and months in them, or are the last two that no longer move."""

from datetime import date

import pytest

from lodestar.errors import UsageError
from lodestar.releases.series import Point, Series
from lodestar.workflows.periods import named_period, two_periods

MONTHS = tuple(date(2026, month, 1) for month in (7, 8, 9, 10, 11))


def by_month(final=4, unknown=()):
    points = (Point(m, None if m.month in unknown else 1.0, is_final=n < final) for n, m in enumerate(MONTHS))
    return Series("orders", "month", tuple(points))


WEEKS = Series("minutes", "week", tuple(Point(date(2026, 11, day), 1.0) for day in (2, 9, 16)))


def test_by_default_they_are_the_last_two_that_are_final():
    assert two_periods([by_month()], None, None) == (date(2026, 9, 1), date(2026, 10, 1))


def test_a_period_without_a_value_is_not_looked_at():
    assert two_periods([by_month(unknown=(9,))], None, None) == (date(2026, 8, 1), date(2026, 10, 1))


def test_all_that_is_asked_for_must_be_final():
    assert two_periods([by_month(), by_month(final=3)], None, None) == (date(2026, 8, 1), date(2026, 9, 1))


def test_named_ones_need_not_be_final():
    assert two_periods([by_month()], None, "2026-11") == (date(2026, 10, 1), date(2026, 11, 1))
    assert two_periods([by_month()], "2026-07", None) == (date(2026, 7, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("series", "text", "start"),
    [
        (by_month(), "2026-10", date(2026, 10, 1)),
        (by_month(), "2026-10-31", date(2026, 10, 1)),
        (by_month(), "2026-11-30", date(2026, 11, 1)),
        (WEEKS, "2026-11-08", date(2026, 11, 2)),
        (WEEKS, "2026-11-22", date(2026, 11, 16)),
        (Series("x", "quarter", (Point(date(2026, 7, 1), 1.0),)), "2026-09", date(2026, 7, 1)),
        (Series("x", "year", (Point(date(2026, 1, 1), 1.0),)), "2026-12-31", date(2026, 1, 1)),
        (Series("x", "day", (Point(date(2026, 1, 1), 1.0),)), "2026-01-01", date(2026, 1, 1)),
        (Series("x", "shift", (Point(date(2026, 1, 1), 1.0),)), "2026-01-01", date(2026, 1, 1)),
    ],
)
def test_a_period_is_named_by_a_day_or_month_in_it(series, text, start):
    assert named_period(series, text, "--to") == start


@pytest.mark.parametrize(
    ("series", "text", "message"),
    [
        (by_month(), "october", "--to 'october' is no date and no month"),
        (by_month(), "2026-13", "is no date and no month"),
        (by_month(), "2026-12", "no value by month at --to 2026-12. It has values from 2026-07-01 to 2026-11-01"),
        (by_month(), "2026-06-30", "no value by month"),
        (by_month(unknown=(10,)), "2026-10", "no value by month"),
        (WEEKS, "2026-11", "is a month, and minutes is asked by week: name a day in it"),
        (WEEKS, "2026-11-23", "no value by week"),
        (Series("x", "day", (Point(date(2026, 1, 1), 1.0),)), "2026-01-02", "no value by day"),
        (Series("x", "quarter", (Point(date(2026, 7, 1), 1.0),)), "2026-10", "no value by quarter"),
        (Series("x", "day", ()), "2026-01-02", "It has none"),
    ],
)
def test_a_period_that_is_not_there_is_told(series, text, message):
    with pytest.raises(UsageError, match=message):
        named_period(series, text, "--to")


@pytest.mark.parametrize(
    ("series", "first", "last", "message"),
    [
        (by_month(), "2026-10", "2026-09", "must be before"),
        (by_month(), "2026-10", "2026-10", "must be before"),
        (by_month(), None, "2026-07", "no value by month before the period that starts 2026-07-01"),
        (by_month(final=1), None, None, "no value by month before"),
        (by_month(final=0), None, None, "no final value by month yet"),
    ],
)
def test_periods_that_do_not_follow_each_other_are_told(series, first, last, message):
    with pytest.raises(UsageError, match=message):
        two_periods([series], first, last)
