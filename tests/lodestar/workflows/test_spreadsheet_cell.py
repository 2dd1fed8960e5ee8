"""What a spreadsheet would run is marked, and comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.workflows.spreadsheet_cell import defused, restored


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+HYPERLINK(x)", "-2+3", "\t=1", "'=1"])
def test_a_formula_is_marked(cell):
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-12.50", "+3", "1e18", "Chen Yu", "", "O'Brien", "'quoted'"])
def test_numbers_and_words_stay(cell):
    assert defused(cell) == cell


@given(st.text(alphabet="'=+-@\t\r1a. ", max_size=8))
def test_every_text_comes_back(cell):
    assert restored(defused(cell)) == cell
