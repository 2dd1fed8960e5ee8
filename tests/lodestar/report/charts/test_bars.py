"""Bars of changes: to the right where members rose, to the left where they fell."""

import re

import pytest

from lodestar.report.charts.bars import Bar, bar_chart
from tests.lodestar.report.charts.drawings import assert_texts_have_room, rows_of, texts


@pytest.mark.parametrize("changes", [(-3.0, 5.0), (-3.0, -5.0), (3.0, 5.0), (0.0, 0.0)])
def test_no_text_is_cut_or_overlaps(changes):
    bars = [Bar("深圳南山万象天地旗舰店与售后服务中心" * 3, changes[0], f"{changes[0]:+,.2f}")]
    bars.append(Bar("MMMMWWWW", changes[1], "+1,234,567,890.00"))

    found = assert_texts_have_room(bar_chart(bars, name="x").svg)

    assert len(found) == 5  # the long name in two lines
    assert sum(text.words.endswith("…") for text in found) == 1


def test_bars_to_the_left_fell_and_to_the_right_rose():
    chart = bar_chart([Bar("a", -1.0, "-1"), Bar("b", 2.0, "+2")], name="x")
    bars = re.findall(r'd="M([-\d.]+),[-\d.]+h([-\d.]+)v', chart.svg)[-2:]
    (fell, fell_width), (rose, rose_width) = ((float(x), float(width)) for x, width in bars)

    assert fell + fell_width == pytest.approx(rose, abs=0.2)
    assert rose_width == pytest.approx(2 * fell_width, abs=0.2)
    words = {text.words: text for text in texts(chart.svg)}
    assert words["-1"].right < chart.spec["padding"]["left"] + fell
    assert words["+2"].left > chart.spec["padding"]["left"] + rose + rose_width
    assert words["a"].right < words["-1"].left
    assert [(row["value"], row["fell"]) for row in rows_of(chart.spec, "bar")] == [(-1.0, True), (2.0, False)]
    assert bar_chart([], name="x") is None


def test_members_of_one_name_have_a_bar_each():
    chart = bar_chart([Bar("Web", 1.0, "+1"), Bar("Web", 2.0, "+2")], name="x")

    assert chart.svg.count(">Web<") == 2
    assert [row["row"] for row in rows_of(chart.spec, "bar")] == [0, 1]
