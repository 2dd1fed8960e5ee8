"""Records as text."""

from lodestar.catalog.raw_record import split_record


def test_half_a_letter_and_bottomless_nesting_can_not_be_split():
    assert split_record('{"a": "\\ud800"}', ["a"], ()) is None
    assert split_record('{"a": ' + "[" * 100_000, ["a"], ()) is None
