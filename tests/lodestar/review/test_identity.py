"""A metric's change by its components, and what each of their units passes up."""

from fractions import Fraction

import pytest
from hypothesis import assume, given

from lodestar.governance.trees import Driver, Tree, components
from lodestar.review.contribution import UndividedError, total
from lodestar.review.identity import divided
from tests.lodestar.review.planted_trees import trees


def ends(values):
    return [{name: pair[end] for name, pair in values.items()} for end in (0, 1)]


@given(trees(depth=1))
def test_parts_sum_to_the_change_exactly(planted):
    tree, values = planted
    old, new = values["star"]
    assume(old is not None and new is not None)

    division = divided(tree, *ends(values))

    assert total(division.parts) == new - old
    assert sum(division.part_of(part.metric) for part in components(tree)) == new - old


@given(trees(depth=1))
def test_what_a_component_passes_times_its_change_is_its_part_but_for_mix(planted):
    tree, values = planted
    old, new = values["star"]
    assume(old is not None and new is not None)

    division = divided(tree, *ends(values))

    for part in components(tree):
        before, after = values[part.metric]
        rate = sum(one.part for one in division.parts if one.name == part.metric and one.kind != "mix")
        if before is not None and after is not None and before != after:
            assert division.passed[part.metric] * (after - before) == rate


def part(metric, **rest):
    return Driver(metric, "a", (), kind="component", **rest)


def values(**given_):
    return {name: Fraction(value) for name, value in given_.items()}


def test_a_sum_passes_by_sign():
    tree = Tree("star", (part("new"), part("left", sign=-1)), "t.yml", "sum")

    division = divided(tree, values(star=2, new=5, left=3), values(star=1, new=5, left=4))

    assert {one.name: one.part for one in division.parts} == {"new": 0, "left": -1}
    assert division.passed == {"new": 1, "left": -1}


def test_a_factor_that_did_not_move_passes_by_the_mean_of_both_periods():
    tree = Tree("star", (part("days"), part("a_day")), "t.yml", "product")

    division = divided(tree, values(star=6, days=2, a_day=3), values(star=10, days=2, a_day=5))

    assert division.passed["days"] == 4  # a day is worth 3, then 5
    assert division.part_of("days") == 0


def test_a_factor_that_stays_at_zero_passes_what_the_others_are():
    tree = Tree("star", (part("days"), part("a_day")), "t.yml", "product")

    division = divided(tree, values(star=0, days=0, a_day=3), values(star=0, days=0, a_day=5))

    assert division.passed["days"] == 4


def test_a_weighted_mean_passes_by_mean_share_and_keeps_the_mix():
    """Shares of the first go from 1/4 to 3/4; its rate from 8 to 10."""
    tree = Tree("star", (part("a", weight="wa"), part("b", weight="wb")), "t.yml", "weighted_mean")

    division = divided(tree, values(star=5, a=8, wa=1, b=4, wb=3), values(star="17/2", a=10, wa=3, b=4, wb=1))

    assert division.passed == {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    assert {(one.name, one.kind): one.part for one in division.parts} == {
        ("a", "rate"): 1,
        ("a", "mix"): (9 - Fraction(27, 4)) / 2,
        ("b", "rate"): 0,
        ("b", "mix"): (4 - Fraction(27, 4)) / -2,
    }


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (values(star=2, new=5), values(star=1, new=5, left=4), "missing"),
        (values(star=2, new=5, left=3), values(new=5, left=4), "missing"),
        (values(star=2, new=5, left=3), values(star=2, new=5, left=4), "broken"),
    ],
)
def test_an_identity_that_does_not_hold_divides_nothing(old, new, reason):
    tree = Tree("star", (part("new"), part("left", sign=-1)), "t.yml", "sum")

    with pytest.raises(UndividedError, match=reason):
        divided(tree, old, new)


def test_a_metric_without_components_is_not_divided():
    with pytest.raises(UndividedError, match="missing"):
        divided(Tree("star", (), "t.yml"), values(star=1), values(star=2))
