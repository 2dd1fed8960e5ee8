"""Parts of a restatement sum to its difference exactly, whatever the numbers are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.review.restatement import CAUSES, exact_difference, is_other, parts_between
from lodestar.review.stages import MARTS, Stage, stages, without_model
from lodestar.warehouse.raw_changes import RawChanges, Subset

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@given(NUMBERS, st.lists(st.tuples(st.sampled_from(CAUSES), NUMBERS), min_size=1, max_size=6), NUMBERS)
def test_parts_sum_to_the_difference_to_the_last_digit(before, stages, after):
    parts = parts_between(stages, before, after)

    # a double's shortest text is the number that people see, so that is what must add up
    total = sum((Fraction(part) for part in parts.values()), Fraction(0))
    assert total == Fraction(Decimal(repr(after))) - Fraction(Decimal(repr(before)))
    assert Fraction(exact_difference(before, after)) == total


def test_a_stage_without_a_value_has_no_parts():
    assert parts_between([("late", None), ("model", 3.0)], 1.0, 2.0) is None
    assert parts_between([("late", 1.5), ("model", None)], 1.0, 2.0) == {
        "late": Decimal("0.5"),
        "model": Decimal("0.5"),
    }


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        (0.1 + 0.2, 0.3, False),
        (1e15, 1e15 + 1, False),
        (1.0, 1.000001, True),
        (0.0, -0.0, False),
        (None, 0.0, True),
        (None, None, False),
        (0.0, 1e-9, True),
        (float("inf"), 5.0, True),
    ],
)
def test_values_differ_as_people_would_say(before, after, differs):
    assert is_other(before, after) is differs


def causes(*changes, model=False, definition=False):
    return [(one.cause, one.after) for one in stages(changes, model_moved=model, definition_moved=definition)]


def test_only_causes_that_there_are_have_a_stage_and_the_last_one_ends_today():
    assert causes(RawChanges(late=2)) == [("late", None)]
    assert causes(RawChanges(), definition=True) == [("definition", None)]
    assert causes(RawChanges(copies=3)) == []
    assert causes(RawChanges(late=1), RawChanges(corrected=1)) == [("late", Subset.with_late), ("corrected", None)]


def test_after_the_last_row_stands_what_the_old_models_make_of_all_rows():
    assert causes(RawChanges(late=1), model=True) == [("late", Subset.everything), ("model", None)]
    assert causes(RawChanges(late=1), definition=True) == [("late", MARTS), ("definition", None)]
    assert causes(RawChanges(deleted=1, said_deleted=1), model=True, definition=True) == [
        ("deleted", Subset.kept),
        ("deleted", Subset.everything),
        ("model", MARTS),
        ("definition", None),
    ]


def test_rows_of_a_table_that_does_not_say_when_they_came_are_one_cause():
    changed, same = RawChanges(overwritten=True, is_told_apart=False), RawChanges(is_told_apart=False)

    assert causes(changed, RawChanges(late=1), definition=True) == [("rows", MARTS), ("definition", None)]
    assert causes(same, RawChanges(late=1), definition=True) == [("late", MARTS), ("definition", None)]


def test_rows_that_were_lost_and_rows_that_were_written_over_are_one_cause():
    assert causes(RawChanges(overwritten=True)) == [("corrected", None)]
    assert causes(RawChanges(deleted=1), RawChanges(overwritten=True), model=True) == [
        ("rows", Subset.everything),
        ("model", None),
    ]


def test_where_the_old_definition_can_not_run_on_new_models_both_are_one_cause():
    way = stages([RawChanges(late=1)], model_moved=True, definition_moved=True)

    assert without_model(way) == [Stage("late", Subset.everything), Stage("model_and_definition", None)]
