"""A trend: limits, signals, target and last value, in English and Chinese, at the sizes of a review."""

from datetime import date, timedelta

import pytest

from lodestar.report.charts.trend import Limits, trend_chart
from tests.lodestar.report.charts.drawings import assert_texts_have_room, marks_of, rows_of

MONTHS = [date(2025 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(12)]
POINTS = [(start, 100.0 + 3 * n, n < 10) for n, start in enumerate(MONTHS)]
LIMITS = Limits(centre=115.0, lower=95.0, upper=130.0, baseline=(MONTHS[0], MONTHS[5]))
ENGLISH = {"centre": "average", "upper": "upper limit", "lower": "lower limit", "target": "target"}
CHINESE = {"centre": "平均", "upper": "自然上限", "lower": "自然下限", "target": "目标"}


def darkness(colour):
    return -sum(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def drawn(points=POINTS, **rest):
    return trend_chart(points, **({"name": "x", "unit": "CNY", "grain": "month"} | rest))


@pytest.mark.parametrize("labels", [ENGLISH, CHINESE, {}])
@pytest.mark.parametrize("size", [1.0, 1e-4, 1e7])
@pytest.mark.parametrize("title", ["", "净收入按月，一个需要两行才能写完的很长的标题" * 2])
def test_no_text_is_cut_or_overlaps(labels, size, title):
    points = [(start, value * size, is_final) for start, value, is_final in POINTS]
    limits = Limits(133.0 * size, 132.5 * size, 133.5 * size)  # all labels want the place of the last value
    chart = drawn(points, title=title, limits=limits, target=133.1 * size, labels=labels)

    found = {text.words for text in assert_texts_have_room(chart.svg)}

    assert set(labels.values()) <= found
    assert 'width="420" height="240"' in chart.svg


def test_the_last_value_is_labelled_at_its_point():
    chart = drawn([*POINTS[:3], (MONTHS[3], None, True)])

    assert ">106.00</text>" in chart.svg
    assert chart.description == "2026-01: 106.00"


def test_signals_are_diamonds_and_provisional_points_hollow():
    spec = drawn(signals={MONTHS[2], MONTHS[11]}).spec
    (points,) = marks_of(spec, "point")
    rows = points["data"]["values"]

    assert [row["period"] for row in rows if row["signal"]] == ["2026-01", "2026-10"]
    assert [row["period"] for row in rows if row["provisional"]] == ["2026-09", "2026-10"]
    shape = points["encoding"]["shape"]
    assert shape == {"condition": {"test": "datum.signal", "value": "diamond"}, "value": "circle"}
    hollow = points["encoding"]["fill"]["condition"][0]
    assert hollow == {"test": "datum.provisional", "value": "#ffffff"}


def test_signals_look_otherwise_when_drawn():
    plain, marked = drawn().svg, drawn(signals={MONTHS[2]}).svg

    assert "#b3261e" not in plain
    assert marked.count('stroke="#b3261e"') == 1


def test_limits_are_a_band_that_is_darker_where_they_were_computed():
    spec = drawn(limits=LIMITS).spec
    whole, baseline = marks_of(spec, "rect")

    assert darkness(baseline["mark"]["color"]) > darkness(whole["mark"]["color"])
    assert whole["data"]["values"] == [{"y": 95.0, "y2": 130.0}]
    assert baseline["data"]["values"] == [{"x": "2025-11", "x2": "2026-04", "y": 95.0, "y2": 130.0}]
    assert sorted(row["y"] for row in rows_of(spec, "rule")) == [95.0, 115.0, 130.0]
    assert marks_of(drawn().spec, "rect") == []


def test_a_target_may_be_one_for_all_or_one_a_period():
    one = rows_of(drawn(target=120.0).spec, "tick")
    by_period = rows_of(drawn(target={MONTHS[1]: 101.0, date(2031, 1, 1): 9.0}).spec, "tick")

    assert {row["value"] for row in one} == {120.0}
    assert len(one) == 12
    assert [(row["period"], row["value"]) for row in by_period] == [("2025-12", 101.0)]


def test_weeks_are_told_by_month_and_day_unless_two_would_be_the_same():
    six = [(date(2026, 10, 5) + timedelta(weeks=n), 0.3, True) for n in range(6)]
    years = [(date(2020 + n, 10, 5), 0.3, True) for n in range(3)]

    assert drawn(six, grain="week", unit="ratio").spec["encoding"]["x"]["scale"]["domain"][0] == "10-05"
    assert drawn(years, grain="week", unit="ratio").spec["encoding"]["x"]["scale"]["domain"][0] == "2020-10-05"


def test_limits_and_targets_are_on_the_scale():
    domain = drawn(limits=Limits(115.0, -50.0, 900.0), target=2000.0).spec["encoding"]["y"]["scale"]["domain"]

    assert domain[0] <= -50.0
    assert domain[1] >= 2000.0


def test_without_values_there_is_no_chart():
    assert drawn([(MONTHS[0], None, True)]) is None
    assert drawn([]) is None
