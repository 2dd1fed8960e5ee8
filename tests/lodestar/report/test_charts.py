"""Charts: round ticks, no label beyond the edge or over another, and text that stays text."""

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.report.bar_chart import Bar, bar_chart
from lodestar.report.line_chart import Line, line_chart
from lodestar.report.scale import fitting, scale_for, text_width

FINITE = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


def texts(drawing):
    """Each text with its left and right edge and its height on the drawing."""
    root = ElementTree.fromstring(str(drawing))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    found = []
    for node in root.iter("{http://www.w3.org/2000/svg}text"):
        x, room, anchor = float(node.attrib["x"]), text_width(node.text or ""), node.attrib["text-anchor"]
        left = x - {"start": 0, "middle": room / 2, "end": room}[anchor]
        found.append((node.text, left, left + room, float(node.attrib["y"])))
    return found, width, height


def lines(old, new):
    return [Line("Before", old, "#bbb", 6), Line("Now", new, "#00f", 2)]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 10], (0, 2, 4, 6, 8, 10)),
        ([900, 1000], (900, 920, 940, 960, 980, 1000)),
        ([300, 1000], (0, 200, 400, 600, 800, 1000)),
        ([-5, 5], (-6, -4, -2, 0, 2, 4, 6)),
        ([0, 0], (-1, -0.5, 0, 0.5, 1)),
    ],
)
def test_ticks_are_round_and_begin_at_zero_unless_changes_would_be_lost(values, ticks):
    assert scale_for(values).ticks == pytest.approx(ticks)


@given(st.lists(FINITE, min_size=1, max_size=5))
def test_every_value_lies_on_its_scale(values):
    scale = scale_for(values)

    assert all(-1e-6 <= scale.share(value) <= 1 + 1e-6 for value in values)
    assert 2 <= len(scale.ticks) <= 12


@pytest.mark.parametrize("unit", ["CNY", "ratio"])
def test_labels_of_neighbouring_ticks_differ(unit):
    for values in ([0.1201, 0.1209], [1e6, 1.0004e6], [0.001, 0.002]):
        scale = scale_for(values)
        labels = [scale.label(tick, unit) for tick in scale.ticks]
        assert len(set(labels)) == len(labels), labels


@given(st.lists(st.text(alphabet="2026-W净 ", min_size=1, max_size=12), min_size=1, max_size=60), st.floats(2, 200))
def test_labels_that_fit_do_not_touch_and_the_last_is_there(labels, step):
    places = fitting(labels, step)

    assert places[-1] == len(labels) - 1
    for left, right in itertools.pairwise(places):
        assert (right - left) * step >= (text_width(labels[left]) + text_width(labels[right])) / 2


@pytest.mark.parametrize("count", [1, 2, 19, 550])
@pytest.mark.parametrize("size", [1.0, 123_456_789.0])
def test_a_line_chart_cuts_and_overlaps_no_text(count, size):
    periods = [f"2026-{place % 12 + 1:02}" for place in range(count)]
    values = [size * (place % 7) for place in range(count)]
    drawn = line_chart(periods, lines(values, values), unit="CNY", name="x", mark=(0, "first difference"))

    found, width, height = texts(drawn.drawing)

    assert len(found) > 4
    for text, left, right, y in found:
        assert left >= -0.1, text
        assert right <= width + 0.1, text
        assert 0 < y < height, text
    along = sorted(item for item in found if re.fullmatch(r"2026-\d\d", item[0]))
    for one in along:
        for other in along:
            assert one is other or one[2] <= other[1] or other[2] <= one[1], (one, other)


def test_a_gap_breaks_the_line_and_a_lonely_value_is_a_point():
    drawn = line_chart(["a", "b", "c", "d"], lines([1, 2, None, 4], [None] * 4), unit="CNY", name="x")

    assert str(drawn.drawing).count("<path") == 1
    assert re.search(r' d="M[^ML]+L[^ML]+"', str(drawn.drawing))  # one piece of line, from a to b
    assert str(drawn.drawing).count("<circle") == 3


def test_what_is_provisional_is_hollow_and_dashed():
    whole = str(line_chart(["a", "b"], lines([1, 2], [1, 3]), unit="CNY", name="x").drawing)
    later = str(line_chart(["a", "b"], lines([1, 2], [1, 3]), unit="CNY", name="x", provisional=[False, True]).drawing)

    assert "stroke-dasharray" not in whole
    assert later.count("stroke-dasharray") == 2
    assert later.count('fill="#ffffff"') == 2


def test_a_chart_without_values_is_none_and_one_that_is_cut_off_says_so():
    assert line_chart(["a"], lines([None], [None]), unit="CNY", name="x") is None
    assert line_chart(["a", "b"], lines([1, 2], [1, 3]), unit="CNY", name="x").begins_at_zero
    assert not line_chart(["a", "b"], lines([98, 99], [97, 99]), unit="CNY", name="x").begins_at_zero


@pytest.mark.parametrize("changes", [(-3.0, 5.0), (-3.0, -5.0), (3.0, 5.0), (0.0, 0.0)])
def test_a_bar_chart_cuts_no_text(changes):
    bars = [Bar("深圳南山万象天地旗舰店与售后服务中心" * 3, changes[0], f"{changes[0]:+,.2f}")]
    bars.append(Bar("MMMMWWWW", changes[1], "+1,234,567,890.00"))

    found, width, height = texts(bar_chart(bars, name="x"))

    assert len(found) == 4
    for text, left, right, y in found:
        assert left >= -0.1, text
        assert right <= width + 0.1, text
        assert 0 < y < height, text
    rows = {}
    for text, left, right, y in found:
        rows.setdefault(y, []).append((left, right, text))
    for row in rows.values():
        (_, name_ends, _), (value_begins, _, _) = sorted(row)
        assert name_ends <= value_begins


def test_bars_to_the_left_fell_and_to_the_right_rose():
    drawn = str(bar_chart([Bar("a", -1.0, "-1"), Bar("b", 2.0, "+2")], name="x"))
    fell, rose = ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}rect")

    assert float(fell.attrib["x"]) + float(fell.attrib["width"]) == pytest.approx(float(rose.attrib["x"]), abs=0.2)
    assert float(rose.attrib["width"]) == pytest.approx(2 * float(fell.attrib["width"]), abs=0.2)
    assert bar_chart([], name="x") is None


def test_text_of_a_chart_is_text():
    drawn = str(bar_chart([Bar('<script>"x"</script>\x00', 1.0, "<b>")], name='"><script>'))

    ElementTree.fromstring(drawn)
    assert "<script" not in drawn
    assert "<b>" not in drawn
