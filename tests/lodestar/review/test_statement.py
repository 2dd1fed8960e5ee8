"""A statement shares a star's change among teams, exactly, and on final values alone."""

from fractions import Fraction

import pytest
from hypothesis import assume, given

from lodestar.errors import ProvisionalError
from lodestar.governance.exact import exact
from lodestar.governance.trees import Driver, Tree
from lodestar.review.statement import involved, state
from tests.lodestar.review.planted_trees import NEW, OLD, PERIODS, planted, series_of, trees


@given(trees())
def test_what_teams_gave_sums_to_the_change_of_the_star_exactly(drawn):
    tree, values = drawn
    series = planted(values)
    assume(all(point.value is not None for point in series["star"].points))

    statement = state(tree, series, *PERIODS)
    old, new = (exact(point.value) for point in series["star"].points)

    assert statement.change == new - old
    if any(line.part is not None for line in statement.lines):
        assert sum(statement.teams.values()) == new - old
        assert statement.undivided == 0
    else:  # a component has no value: nothing is said of anybody
        assert statement.teams == {}
        assert statement.undivided == new - old


@given(trees())
def test_parts_right_below_the_star_sum_to_its_change_and_influences_have_none(drawn):
    tree, values = drawn
    assume(all(value is not None for value in values["star"]))

    statement = state(tree, planted(values), *PERIODS)
    top = [line.part for line in statement.lines if line.depth == 1 and line.part is not None]

    assert not top or sum(top) == statement.change
    assert all(line.part is None and line.own is None for line in statement.lines if line.kind == "influence")


def component(metric, team, *below, **rest):
    return Driver(metric, team, below, kind="component", **rest)


TREE = Tree(
    "minutes",
    (
        component(
            "learners",
            "learning",
            component("new", "growth", Driver("leads", "growth", (), actions=("Call them",))),
            component("left", "learning", sign=-1),
            identity="sum",
        ),
        component("a_learner", "content"),
        Driver("mood", "content", ()),
    ),
    "governance/trees/minutes.yml",
    "product",
)
VALUES = {
    "minutes": (1000.0, 1500.0),
    "learners": (100.0, 100.0),
    "a_learner": (10.0, 15.0),
    "new": (120.0, 150.0),
    "left": (20.0, 50.0),
    "leads": (7.0, 9.0),
    "mood": (3.0, 2.0),
}


def series(**changed):
    return {name: series_of(name, *pair) for name, pair in (VALUES | changed).items()}


def lines(statement):
    return {line.metric: line for line in statement.lines}


def test_a_component_that_stands_still_passes_what_moved_below_it():
    """100 learners before and after, worth 12.5 minutes each: 30 more came and 30 more left."""
    statement = state(TREE, series(), OLD, NEW)
    by_metric = lines(statement)

    assert {name: line.own for name, line in by_metric.items()} == {
        "learners": 0,
        "new": 375,
        "left": -375,
        "a_learner": 500,
        "leads": None,
        "mood": None,
    }
    assert statement.teams == {"content": 500, "growth": 375, "learning": -375}
    assert list(statement.teams) == ["content", "growth", "learning"]
    assert [line.depth for line in statement.lines] == [1, 2, 3, 2, 1, 1]
    assert (by_metric["mood"].change, by_metric["leads"].actions) == (-1, ("Call them",))


def test_below_an_influence_parts_are_of_the_metric_above_alone():
    tree = Tree("star", (Driver("learners", "a", TREE.drivers[0].drivers, identity="sum"),), "t.yml")

    statement = state(tree, series(star=(1.0, 2.0), learners=(100.0, 110.0), left=(20.0, 40.0)), OLD, NEW)
    by_metric = lines(statement)

    assert (by_metric["new"].of_parent, by_metric["left"].of_parent) == (30, -20)
    assert all(line.own is None for line in statement.lines)
    assert (statement.teams, statement.undivided) == ({}, 1)


def test_a_component_whose_identity_cannot_be_computed_keeps_its_part():
    values = series()
    del values["left"]

    by_metric = lines(
        state(
            TREE,
            values
            | series(learners=(100.0, 110.0), minutes=(1000.0, 1650.0))
            | {"left": series_of("left", None, None)},
            OLD,
            NEW,
        )
    )

    assert by_metric["learners"].note == "undivided"
    assert by_metric["learners"].own == by_metric["learners"].part
    assert by_metric["left"].note == "no_values"
    assert by_metric["new"].own is None


def test_metrics_that_a_change_is_divided_by_are_those_of_identities():
    assert involved(TREE) == ("minutes", "learners", "a_learner", "new", "left")


@pytest.mark.parametrize("name", ["minutes", "learners", "a_learner", "new", "left"])
def test_a_value_that_can_still_move_is_refused(name):
    given_ = series() | {name: series_of(name, *VALUES[name], is_final=False)}

    with pytest.raises(ProvisionalError, match=f"{name} is provisional in the period that starts 2026-10-01"):
        state(TREE, given_, OLD, NEW)


@pytest.mark.parametrize("name", ["mood", "leads"])
def test_an_influence_that_can_still_move_is_listed_without_its_values(name):
    given_ = series() | {name: series_of(name, *VALUES[name], is_final=False)}

    line = lines(state(TREE, given_, OLD, NEW))[name]

    assert (line.note, line.new, line.change) == ("provisional", None, None)


def test_a_star_without_a_value_is_refused():
    with pytest.raises(ProvisionalError, match="minutes has no value in the period that starts 2026-10-01"):
        state(TREE, series(minutes=(1000.0, None)), OLD, NEW)


def test_half_a_digit_that_rounding_leaves_is_not_lost():
    tree = Tree("star", (component("a", "red"), component("b", "blue")), "t.yml", "sum")
    values = {"star": series_of("star", 1 / 3, 1.1), "a": series_of("a", 1 / 6, 0.3), "b": series_of("b", 1 / 6, 0.8)}

    statement = state(tree, values, OLD, NEW)

    assert sum(statement.teams.values()) == Fraction("1.1") - exact(1 / 3)
