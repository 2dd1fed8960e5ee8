"""Attainment: bars with ticks where the targets are."""

import pytest

from lodestar.report.charts.chart import INK
from lodestar.report.charts.row_marks import MISSED
from lodestar.report.charts.targets import Attained, bars_with_targets
from tests.lodestar.report.charts.drawings import assert_texts_have_room, boxes, rows_of

ROWS = [
    Attained("Net revenue", 97.0, 100.0, False),
    Attained("活跃会员", 130.0, 120.0, True),
    Attained("No target", 50.0),
    Attained("Told otherwise", 10.0, 20.0, False, "half of it"),
]


def test_a_bar_has_its_value_its_target_and_whether_it_is_reached():
    spec = bars_with_targets(ROWS, name="x", unit="CNY").spec

    assert [row["value"] for row in rows_of(spec, "bar")] == [97.0, 130.0, 50.0, 10.0]
    assert [row["state"] for row in rows_of(spec, "bar")] == ["missed", "reached", "unknown", "missed"]
    assert [(row["row"], row["target"]) for row in rows_of(spec, "tick")] == [(0, 100.0), (1, 120.0), (3, 20.0)]


def test_a_tick_stands_at_its_target():
    drawing = bars_with_targets([Attained("a", 50.0, 100.0, False)], name="x", unit="CNY").svg
    (bar,), (tick,) = boxes(drawing, MISSED), boxes(drawing, INK)

    assert (tick[0] + tick[1]) / 2 == pytest.approx(2 * bar[1], abs=0.2)


def test_figures_stand_beside_the_bars_and_none_is_cut():
    chart = bars_with_targets(ROWS, name="x", unit="CNY")

    found = {text.words for text in assert_texts_have_room(chart.svg)}

    assert {"97.00 / 100.00", "130.00 / 120.00", "50.00", "half of it", "活跃会员"} <= found


def test_bars_begin_at_zero_however_near_values_are():
    chart = bars_with_targets([Attained("a", 99.0, 100.0), Attained("b", -3.0)], name="x", unit="CNY")

    low, high = chart.spec["encoding"]["x"]["scale"]["domain"]
    assert low <= -3.0
    assert high >= 100.0
    assert bars_with_targets([], name="x", unit="CNY") is None
