"""A sparkline: the course of a value and its last point."""

from datetime import date

from lodestar.report.charts.sparkline import sparkline
from tests.lodestar.report.charts.drawings import marks_of, rows_of

POINTS = [(date(2026, month, 1), float(month), month < 5) for month in range(1, 6)]


def test_it_has_the_line_and_the_last_point_and_no_text():
    chart = sparkline(POINTS, name="x")

    assert [row["value"] for row in rows_of(chart.spec, "line")] == [1.0, 2.0, 3.0, 4.0, 4.0, 5.0]
    assert [(row["value"], row["provisional"]) for row in rows_of(chart.spec, "point")] == [(5.0, True)]
    assert "<text" not in chart.svg
    assert 'width="120" height="30"' in chart.svg


def test_signals_are_points_too():
    rows = rows_of(sparkline(POINTS, name="x", signals={date(2026, 2, 1)}).spec, "point")

    assert [(row["value"], row["signal"]) for row in rows] == [(2.0, True), (5.0, False)]


def test_values_that_never_move_and_single_values_are_drawn():
    flat = sparkline([(start, 7.0, True) for start, _, _ in POINTS], name="x")
    one = sparkline(POINTS[:1], name="x")

    assert flat.spec["encoding"]["y"]["scale"]["domain"] == [6.0, 8.0]
    assert marks_of(one.spec, "line") == []
    assert one.svg.count("<path") >= 1
    assert sparkline([(date(2026, 1, 1), None, True)], name="x") is None
