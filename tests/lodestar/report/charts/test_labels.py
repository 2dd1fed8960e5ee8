"""Labels beside a chart never overlap, and the first stays."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from lodestar.report.charts.labels import BETWEEN, apart


@given(st.lists(st.floats(0, 180), min_size=1, max_size=6))
def test_labels_are_apart_and_the_first_stays(wanted):
    placed = apart(wanted, 180.0)

    assert placed[0] == wanted[0]
    for one, other in itertools.combinations(placed, 2):
        assert abs(one - other) >= BETWEEN - 1e-6


def test_labels_with_room_stay_where_they_are():
    assert apart([10.0, 100.0, 50.0], 180.0) == [10.0, 100.0, 50.0]
