"""Periods are before an action or within it, whole and final, or they are left out."""

from datetime import date

from lodestar.review.effects.windows import window
from tests.lodestar.review.acted_histories import action, months, series, weeks

UNTIL = date(2026, 10, 31)


def test_the_first_period_and_those_that_are_provisional_or_empty_are_left_out():
    values = [1.0, 2.0, None, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]

    found = window(series(values, provisional=1), action(), UNTIL)

    assert [point.value for point in found.before] == [2.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    assert [point.value for point in found.after] == [10.0, 11.0]
    assert not found.is_enough


def test_a_week_that_holds_the_start_is_neither_before_nor_after():
    found = window(series([1.0] * 60, grain="week"), action(), UNTIL)

    assert found.before[-1].period_start == date(2026, 2, 16)  # the week of the 23rd ends on the 1st of March
    assert found.after[0].period_start == date(2026, 3, 2)
    assert found.is_enough


def test_periods_after_its_end_or_after_the_last_day_asked_for_are_left_out():
    long = series([1.0] * 17, starts=months(17))

    assert len(window(long, action(ends_on=date(2026, 6, 15)), UNTIL).after) == 3
    assert len(window(long, action(), date(2026, 6, 29)).after) == 3
    assert len(window(long, action(), date(2026, 6, 30)).after) == 4


def test_the_first_period_is_the_metrics_not_the_members():
    young = series([1.0] * 60, grain="week", starts=weeks(60))

    assert len(window(young, action(), UNTIL, begins=date(2024, 1, 1)).before) == 38
    assert len(window(young, action(), UNTIL).before) == 37
