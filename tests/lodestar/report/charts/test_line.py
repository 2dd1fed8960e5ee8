"""Lines before and after: gaps, provisional values, labels that have room."""

import re

import pytest

from lodestar.report.charts.line import Line, line_chart
from tests.lodestar.report.charts.drawings import assert_texts_have_room, marks_of, rows_of


def lines(old, new):
    return [Line("Before", old, "#bbbbbb", 6), Line("Now", new, "#0000ff", 2)]


def drawn(periods, one, other, **rest):
    return line_chart(periods, lines(one, other), **({"unit": "CNY", "name": "x"} | rest))


@pytest.mark.parametrize("count", [1, 2, 19, 550])
@pytest.mark.parametrize("size", [1.0, 123_456_789.0])
def test_no_text_is_cut_or_overlaps(count, size):
    periods = [f"{2026 + place // 12}-{place % 12 + 1:02}" for place in range(count)]
    values = [size * (place % 7) for place in range(count)]
    chart = drawn(periods, values, values, mark=(0, "first difference"))

    found = {text.words for text in assert_texts_have_room(chart.svg)}

    assert {"Before", "Now", "first difference", periods[-1]} <= found


def test_every_value_is_on_the_chart_under_its_period():
    spec = drawn(["a", "b"], [1, 2], [1, 3]).spec

    assert [(row["period"], row["value"]) for row in rows_of(spec, "point")] == [("a", 1), ("b", 2), ("a", 1), ("b", 3)]
    assert spec["encoding"]["x"]["scale"]["domain"] == ["a", "b"]


def test_a_gap_breaks_the_line_and_a_lonely_value_is_a_point():
    chart = drawn(["a", "b", "c", "d"], [1, 2, None, 4], [None] * 4)
    (line,) = marks_of(chart.spec, "line")

    assert [(row["period"], row["piece"]) for row in line["data"]["values"]] == [("a", 0), ("b", 0)]
    assert [row["period"] for row in rows_of(chart.spec, "point")] == ["a", "b", "d"]


def test_of_many_values_only_lonely_ones_are_points():
    values = [1.0] * 50
    values[10] = values[12] = None

    found = rows_of(drawn([f"p{n}" for n in range(50)], values, [2.0] * 50).spec, "point")

    assert [row["period"] for row in found] == ["p11"]


def test_what_is_provisional_is_hollow_and_dashed():
    whole = drawn(["a", "b", "c"], [1, 2, 3], [1, 3, 4])
    later = drawn(["a", "b", "c"], [1, 2, 3], [1, 3, 4], provisional=[False, False, True])

    assert "stroke-dasharray" not in whole.svg
    assert [row["period"] for row in rows_of(later.spec, "line")] == ["a", "b", "b", "c"] * 2
    assert later.svg.count("stroke-dasharray") == 2
    assert 'fill="#ffffff"' not in whole.svg
    assert later.svg.count('fill="#ffffff"') == 2


def test_a_chart_without_values_is_none_and_one_that_is_cut_off_says_so():
    assert drawn(["a"], [None], [None]) is None
    assert drawn(["a", "b"], [1, 2], [1, 3]).begins_at_zero
    assert not drawn(["a", "b"], [98, 99], [97, 99]).begins_at_zero


def test_a_higher_value_stands_higher():
    points = re.findall(r'translate\(([-\d.]+),([-\d.]+)\)" d="M', drawn(["a", "b"], [1, 2], [None, None]).svg)

    (left, low), (right, high) = ((float(x), float(y)) for x, y in points)
    assert left < right
    assert high < low
