"""A bridge translates old reports, and says how well."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.review.succession import bridge
from tests.lodestar.review.histories import series, starts

MONTHS = starts(8, "month")
OLD = series("old", [10, 12, 11, 10, 20, 22, None, None], "month")
NEW = series("new", [None, None, 34, 31, 60, 66, 72, 75], "month", provisional=1)


def test_what_the_table_says_by_hand():
    found = bridge(OLD, NEW, MONTHS[4], MONTHS[5])

    assert (found.factor, found.spread, found.periods) == (pytest.approx(3.0), pytest.approx(0.0), 2)
    rows = {row.period_start: row for row in found.rows}
    assert [rows[m].in_new for m in MONTHS] == pytest.approx([30, 36, 33, 30, 60, 66, 72, 75])
    assert [rows[m].is_in_new_computed for m in MONTHS] == [True] * 4 + [False] * 4
    assert [rows[m].in_old for m in MONTHS] == pytest.approx([10, 12, 11, 10, 20, 22, 24, 25])
    assert [rows[m].is_in_old_computed for m in MONTHS] == [False] * 6 + [True] * 2
    assert [rows[m].in_overlap for m in MONTHS] == [False] * 4 + [True] * 2 + [False] * 2
    assert [rows[m].is_final for m in MONTHS] == [True] * 7 + [False]


def test_the_fit_before_the_overlap_is_measured_where_both_are_known():
    late = series("new", [29, 36, 34, 31, 60, 66, 72, 75], "month")

    found = bridge(OLD, late, MONTHS[4], MONTHS[5])

    assert found.checked == 3  # not the first, which may hold fewer days
    assert found.error == pytest.approx((0 + 1 / 34 + 1 / 31) / 3)
    assert found.largest_error == pytest.approx(30 / 31 - 1)
    assert bridge(OLD, late, MONTHS[0], MONTHS[5]).error is None


def test_the_spread_is_that_of_the_ratio():
    found = bridge(series("old", [1, 1, 1]), series("new", [2, 4, 8]), *starts(3, "week")[::2])

    assert found.factor == pytest.approx(4)
    assert found.spread == pytest.approx(math.exp(math.log(2)) - 1)


def test_without_a_shared_final_value_nothing_is_translated():
    found = bridge(OLD, series("new", [0, -1, None, 0, 5, 6, 7, 8], "month", provisional=4), MONTHS[0], MONTHS[7])

    assert (found.factor, found.spread, found.error, found.periods) == (None, None, None, 0)
    assert all(row.ratio is None for row in found.rows)
    assert not any(row.is_in_new_computed for row in found.rows)


VALUES = st.lists(st.floats(0.01, 1e6), min_size=6, max_size=6)


@given(VALUES, VALUES)
def test_the_bridge_back_is_the_same_bridge(olds, news):
    old, new = series("old", olds), series("new", news)
    first, last = starts(6, "week")[2], starts(6, "week")[4]

    there, back = bridge(old, new, first, last), bridge(new, old, first, last)

    assert there.factor * back.factor == pytest.approx(1)
    assert there.spread == pytest.approx(back.spread, rel=1e-6, abs=1e-9)


@given(st.floats(0.01, 100), VALUES)
def test_a_successor_in_proportion_is_translated_without_error(ratio, olds):
    found = bridge(series("old", olds), series("new", [ratio * v for v in olds]), *starts(6, "week")[3:5])

    assert found.error == pytest.approx(0, abs=1e-9)
    assert [row.in_new for row in found.rows] == pytest.approx([ratio * value for value in olds])
