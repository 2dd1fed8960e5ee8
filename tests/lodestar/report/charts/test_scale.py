"""Scales: round ticks that hold every value, and labels that differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.report.charts.scale import Scale, scale_for

FINITE = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


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


@pytest.mark.parametrize(
    ("step", "unit", "written"),
    [
        (2.5, "CNY", ",.1f"),
        (5.0, "CNY", ",.0f"),
        (0.25, "CNY", ",.2f"),
        (0.025, "ratio", ".1%"),
        (0.05, "ratio", ".0%"),
    ],
)
def test_a_tick_is_never_rounded_to_another_number(step, unit, written):
    assert Scale((0.0, step), step).format(unit) == written
    assert [float(f"{n * step:{written}}".rstrip("%").replace(",", "")) for n in range(5)] == pytest.approx(
        [n * step * (100 if unit == "ratio" else 1) for n in range(5)]
    )
