"""Weeks and days are brought to the month in which they end, and a month that data cover in part has no value."""

from datetime import date, timedelta

import pytest

from lodestar.releases.series import Point, Series
from lodestar.review.months import by_month, month_before
from tests.lodestar.review.months_of import months


def weeks(first, values, **final):
    points = [
        Point(
            first + timedelta(7 * n),
            v if not isinstance(v, tuple) else v[0] / v[1],
            *(v if isinstance(v, tuple) else ()),
        )
        for n, v in enumerate(values)
    ]
    return Series("x", "week", tuple(points))


def test_a_month_is_the_mean_of_the_weeks_that_end_in_it():
    # weeks from Monday 2026-08-31 end on 6, 13, 20, 27 September and 4 October
    found = by_month(weeks(date(2026, 8, 31), [1, 2, 3, 6, 9, 9, 9, 9]))

    assert [(point.period_start, point.value, point.is_final) for point in found.points] == [
        (date(2026, 9, 1), 3.0, True),
        (date(2026, 10, 1), 9.0, True),
    ]


def test_a_ratio_is_the_quotient_of_sums_and_its_parts_are_means():
    found = by_month(weeks(date(2026, 8, 31), [(1, 10), (3, 10), (2, 20), (2, 40), (5, 5)]))

    assert found.points[0] == Point(date(2026, 9, 1), 0.1, 2.0, 20.0, True)


def test_a_month_that_begins_before_the_data_has_no_value_and_one_that_goes_on_is_not_final():
    found = by_month(weeks(date(2026, 9, 7), [2, 3, 6, 9, 9]))

    assert [(point.value, point.is_final) for point in found.points] == [(None, False), (9.0, False)]


def test_days_make_whole_months_alone():
    days = Series("x", "day", tuple(Point(date(2026, 9, 30) + timedelta(n), 1.0) for n in range(32)))

    assert [(p.value, p.is_final) for p in by_month(days).points] == [(None, False), (1.0, True)]
    assert not by_month(Series("x", "day", days.points[:-1])).points[-1].is_final


def test_the_first_month_is_whole_when_its_first_day_is_there():
    days = Series("x", "day", tuple(Point(date(2026, 9, 1) + timedelta(n), 1.0) for n in range(30)))

    assert by_month(days).points == (Point(date(2026, 9, 1), 1.0),)


def test_a_provisional_week_makes_a_provisional_month():
    series = weeks(date(2026, 8, 31), [1, 2, 3, 6, 9])
    points = (*series.points[:3], Point(series.points[3].period_start, 6, is_final=False), series.points[4])

    assert not by_month(Series("x", "week", points)).points[0].is_final


def test_months_stay_as_they_are():
    series = months([1, 2, 3])

    assert by_month(series) is series
    assert by_month(Series("x", "day", ())).points == ()


@pytest.mark.parametrize(
    ("back", "month"), [(0, date(2026, 3, 1)), (3, date(2025, 12, 1)), (-10, date(2027, 1, 1)), (-9, date(2026, 12, 1))]
)
def test_months_are_counted_over_the_end_of_a_year(back, month):
    assert month_before(date(2026, 3, 17), back) == month
