"""What an error quotes may be anything; what a terminal gets is one that people can read."""

import pytest

from lodestar.errors import ConfigurationError, LodestarError, UnknownNameError


@pytest.mark.parametrize("error", [LodestarError("x \x1b[2J \ud800"), ConfigurationError("x \x1b[2J \ud800")])
def test_no_message_moves_a_cursor_or_breaks_a_file(error):
    assert str(error) == r"x \x1b[2J \ud800"


def test_a_word_without_an_end_is_cut_and_its_length_told():
    assert str(UnknownNameError("metric", "a" * 5_000, ["b"])).startswith("No metric is called 'aaaa")
    assert len(str(UnknownNameError("metric", "a" * 5_000, ["b"]))) < 200


def test_lines_stay_lines():
    assert str(LodestarError("a\nb\tc")) == "a\nb\tc"
