"""Effects: estimates with their intervals around zero."""

import pytest

from lodestar.report.charts.effects import Effect, effect_chart
from tests.lodestar.report.charts.drawings import assert_texts_have_room, marks_of, rows_of

EFFECTS = [Effect("满 99 包邮", 0.031, 0.012, 0.05, 0.02), Effect("Reminder", -0.004, -0.021, 0.013)]


def test_intervals_estimates_and_expectations_are_on_the_chart():
    spec = effect_chart(EFFECTS, name="x", unit="ratio").spec
    expected, estimated = marks_of(spec, "point")

    assert [(r["low"], r["high"]) for r in rows_of(spec, "rule")[1:]] == [(0.012, 0.05), (-0.021, 0.013)]
    assert [row["expected"] for row in expected["data"]["values"]] == [0.02]
    assert [(row["value"], row["sure"]) for row in estimated["data"]["values"]] == [(0.031, True), (-0.004, False)]


def test_zero_is_on_the_scale():
    chart = effect_chart([Effect("a", 9.5, 9.0, 10.0)], name="x", unit="CNY")
    low, high = chart.spec["encoding"]["x"]["scale"]["domain"]

    assert low == 0
    assert high >= 10.0


def test_figures_say_estimate_and_interval_and_none_is_cut():
    chart = effect_chart(EFFECTS, name="x", unit="ratio", points="个百分点")

    found = {text.words for text in assert_texts_have_room(chart.svg)}

    assert {"+3.1 [+1.2, +5.0] 个百分点", "-0.4 [-2.1, +1.3] 个百分点", "满 99 包邮"} <= found


def test_an_interval_at_zero_is_not_sure():
    assert not Effect("a", 0.5, 0.0, 1.0).is_sure
    assert Effect("a", -0.5, -1.0, -0.1).is_sure


def test_an_estimate_outside_of_its_interval_is_refused():
    with pytest.raises(ValueError, match="a: 2 does not lie between 0 and 1"):
        effect_chart([Effect("a", 2, 0, 1)], name="x", unit="CNY")
    assert effect_chart([], name="x", unit="CNY") is None
