"""A waterfall leads from the old value to the new one, part by part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.report.charts.row_marks import MISSED, RISEN
from lodestar.report.charts.waterfall import WHOLE, waterfall_chart
from tests.lodestar.report.charts.drawings import assert_texts_have_room, boxes, rows_of

CHANGES = st.lists(st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 2)), max_size=8)


def drawn(start, changes, **rest):
    parts = [(f"part {n}", change) for n, change in enumerate(changes)]
    given = {"name": "x", "unit": "CNY", "cut_off": "The scale does not begin at 0."}
    return waterfall_chart(("Before", start), parts, ("Now", start + sum(changes)), **(given | rest))


def test_each_part_begins_where_the_one_before_ends():
    spec = drawn(100.0, [20.0, -50.0]).spec
    whole_start, whole_end, rose, fell = rows_of(spec, "bar")

    assert (whole_start["value"], whole_end["value"]) == (100.0, 70.0)
    assert (rose["from"], rose["value"], rose["fell"]) == (100.0, 120.0, False)
    assert (fell["from"], fell["value"], fell["fell"]) == (120.0, 70.0, True)


def test_bars_are_drawn_from_where_the_one_before_ends():
    drawing = drawn(100.0, [20.0, -50.0]).svg
    (start, end), (rose,), (fell,) = boxes(drawing, WHOLE), boxes(drawing, RISEN), boxes(drawing, MISSED)

    assert start[0] == end[0]
    assert rose[0] == pytest.approx(start[1], abs=0.2)
    assert fell[1] == pytest.approx(rose[1], abs=0.2)
    assert fell[0] == pytest.approx(end[1], abs=0.2)
    assert rose[1] - rose[0] == pytest.approx((start[1] - start[0]) / 5, abs=0.2)


def test_changes_carry_their_signs_and_wholes_their_values():
    drawing = drawn(100.0, [20.0, -50.0]).svg

    for words in ("100.00", "+20.00", "-50.00", "70.00", "part 0", "part 1", "Before", "Now"):
        assert f">{words}<" in drawing


def test_shares_change_by_points():
    assert ">+3.0 个百分点<" in drawn(0.12, [0.03], unit="ratio", points="个百分点").svg


def test_a_scale_that_does_not_begin_at_zero_says_so_and_breaks_the_bars():
    cut, whole = drawn(1000.0, [20.0]), drawn(100.0, [-60.0])

    assert not cut.begins_at_zero
    assert "The scale does not begin at 0." in cut.svg
    assert cut.svg.count(">//<") == 2
    assert whole.begins_at_zero
    assert "The scale" not in whole.svg
    assert ">//<" not in whole.svg


def test_parts_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="the parts lead to 120"):
        waterfall_chart(("a", 100.0), [("b", 20.0)], ("c", 125.0), name="x", unit="CNY", cut_off="")


@given(st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 2)), CHANGES)
def test_every_bar_lies_on_the_scale(start, changes):
    spec = drawn(start, changes).spec
    low, high = spec["encoding"]["x"]["scale"]["domain"]
    room = (high - low) * 1e-6

    for row in rows_of(spec, "bar"):
        assert low - room <= row["from"] <= high + room
        assert low - room <= row["value"] <= high + room


@pytest.mark.parametrize(
    ("start", "changes"), [(4.1e6, [3.1e5, -95_500.0]), (0.0, []), (-500.0, [-20.0]), (10.0, [-30.0, 5.0])]
)
def test_no_text_is_cut_or_overlaps(start, changes):
    parts = [("客单价（不含运费及当月退货），含会员折扣与平台补贴的净影响部分" * 2, change) for change in changes]
    end = ("Now, a name that needs more room than a line has", start + sum(changes))
    chart = waterfall_chart(("Before", start), parts, end, name="x", unit="CNY", cut_off="横轴不从 0 开始。")

    assert_texts_have_room(chart.svg)
