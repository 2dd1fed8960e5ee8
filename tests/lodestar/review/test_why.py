"""Why a metric moved: every way in which it can be divided, from series as a release holds them."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.governance.exact import exact
from lodestar.governance.trees import Driver, Tree
from lodestar.releases.series import Point, Series
from lodestar.review.contribution import UndividedError, total
from lodestar.review.explanation import by_dimension, by_halves, by_identity, has_halves
from lodestar.review.why import explain
from tests.lodestar.review.planted_trees import NEW, OLD, PERIODS, series_of

values = st.one_of(st.none(), st.floats(-1e9, 1e9))


def sums(metric, members, *, whole=None, dimension="shop"):
    """The whole and the members of an additive metric; a member without a period is not there in it."""
    ends = whole or [sum(pair[end] or 0 for pair in members.values()) for end in (0, 1)]
    found = [series_of(metric, *ends)]
    for name, pair in members.items():
        points = tuple(Point(start, value) for start, value in zip(PERIODS, pair, strict=True) if value != "gone")
        found.append(Series(metric, "month", points, dimension, name))
    return found


def ratios(metric, members, whole):
    """The same of a ratio: halves of each member, and of the whole."""

    def point(start, halves):
        return Point(start, halves[0] / halves[1] if halves[1] else None, *halves)

    found = [Series(metric, "month", tuple(point(s, h) for s, h in zip(PERIODS, whole, strict=True)))]
    for name, pair in members.items():
        points = tuple(point(start, halves) for start, halves in zip(PERIODS, pair, strict=True) if halves)
        found.append(Series(metric, "month", points, "shop", name))
    return found


@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(values, values), min_size=1))
def test_members_as_doubles_sum_to_the_change_of_the_whole_exactly(members):
    whole, *rest = sums("revenue", members)

    found = by_dimension(whole, rest, *PERIODS)

    assert found.residual == 0
    assert total(found.parts) == exact(whole.points[1].value) - exact(whole.points[0].value)
    assert (found.method, found.by, found.dimension) == ("additive", "shop", True)


counts = st.integers(0, 10**6)
halves = st.one_of(st.none(), st.tuples(counts.map(float), st.integers(1, 10**6).map(float)))


@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(halves, halves), min_size=1), st.integers(0, 5))
def test_members_of_a_ratio_sum_to_its_change_exactly(members, twice):
    """`twice`: how many things of each period are under two members."""
    ends = []
    for end in (0, 1):
        there = [pair[end] for pair in members.values() if pair[end]]
        above, below = (sum(pair[half] for pair in there) for half in (0, 1))
        ends.append((above, max(1.0, below - twice)))
    whole, *rest = ratios("rate", members, ends)
    if not all(any(pair[end] for pair in members.values()) for end in (0, 1)):
        with pytest.raises(UndividedError):
            by_dimension(whole, rest, *PERIODS, may_overlap=True)
        return

    found = by_dimension(whole, rest, *PERIODS, may_overlap=True)

    assert found.residual == 0
    assert found.method == "mix_and_rate"


def test_a_member_that_is_not_there_counts_as_nothing():
    whole, *rest = sums("revenue", {"east": (5.0, "gone"), "west": ("gone", 7.0)}, whole=(5.0, 7.0))

    parts = by_dimension(whole, rest, *PERIODS).parts

    assert [(one.name, one.part, one.old, one.new) for one in parts] == [("east", -5, 5, None), ("west", 7, None, 7)]


def test_people_under_several_members_are_a_part_of_their_own():
    whole, *rest = sums("learners", {"ios": (2.0, 3.0), "web": (2.0, 3.0)}, whole=(3.0, 4.0))

    assert by_dimension(whole, rest, *PERIODS, may_overlap=True).parts[-1].part == -1
    with pytest.raises(UndividedError, match="not_additive"):
        by_dimension(whole, rest, *PERIODS)


def test_quotients_without_halves_are_never_added_up():
    whole, *rest = sums("rate", {"a": (0.2, 0.3), "b": (0.1, 0.1)})

    with pytest.raises(UndividedError, match="no_halves"):
        by_dimension(whole, rest, *PERIODS, is_quotient=True)


def test_a_ratio_whose_members_are_of_something_else_is_not_divided():
    whole, *rest = ratios("rate", {"a": ((1.0, 4.0), (2.0, 4.0))}, ((1.0, 2.0), (1.0, 3.0)))

    assert by_dimension(whole, rest, *PERIODS, may_overlap=True).parts[-1].kind == "overlap"
    with pytest.raises(UndividedError, match="not_additive"):
        by_dimension(whole, rest, *PERIODS)


def test_a_dimension_without_members_divides_nothing():
    with pytest.raises(UndividedError, match="no_members"):
        by_dimension(series_of("revenue", 1.0, 2.0), [], *PERIODS)


def test_a_ratio_is_divided_by_its_two_halves():
    (whole,) = ratios("rate", {}, ((10.0, 2.0), (10.0, 4.0)))

    found = by_halves(whole, *PERIODS)

    assert [(one.name, one.part) for one in found.parts] == [("numerator", 0), ("denominator", Fraction(-5, 2))]
    with pytest.raises(UndividedError, match="no_halves"):
        by_halves(series_of("revenue", 1.0, 2.0), *PERIODS)


@pytest.mark.parametrize(
    ("point", "has"),
    [
        (Point(OLD, 0.5, 1.0, 2.0), True),
        (Point(OLD, 1 / 3, 1.0, 3.0), True),
        (Point(OLD, 0.0, 0.0, 3.0), True),
        (Point(OLD, 0.6, 1.0, 2.0), False),
        (Point(OLD, None, 1.0, 0.0), False),
        (Point(OLD, 1.0, None, 2.0), False),
        (Point(OLD, 1.0, 2.0, None), False),
    ],
)
def test_halves_are_those_that_make_the_value(point, has):
    assert has_halves(point) is has


TREE = Tree(
    "learners",
    (Driver("new", "a", (), kind="component"), Driver("left", "a", (), kind="component", sign=-1)),
    "t.yml",
    "sum",
)


def test_an_identity_is_divided_by_its_components():
    series = {"learners": series_of("learners", 5.0, 9.0), "new": series_of("new", 7.0, 10.0)}
    series["left"] = series_of("left", 2.0, 1.0, is_final=False)

    found = by_identity(TREE, series, *PERIODS)

    assert [(one.name, one.part) for one in found.parts] == [("new", 3), ("left", 1)]
    assert (found.by, found.is_final, found.residual) == ("sum", False, 0)
    with pytest.raises(UndividedError, match="missing"):
        by_identity(TREE, {"learners": series["learners"], "new": series["new"]}, *PERIODS)


def row(**rest):
    return {
        "metric_name": "learners",
        "unit": "learners",
        "formula": "count distinct(learner_id)",
        "dimensions": "shop, age",
    } | rest


def test_a_metric_is_explained_in_every_way_there_is_and_told_why_not_in_others():
    series = [
        *sums("learners", {"ios": (4.0, 6.0), "web": (2.0, 4.0)}, whole=(5.0, 9.0)),
        series_of("new", 7.0, 10.0),
        series_of("left", 2.0, 1.0),
    ]
    catalog = {"learners": row(), "new": row(unit="people")}

    found = explain("learners", catalog, series, TREE, PERIODS)

    assert [(one.by, len(one.parts)) for one in found.explanations] == [("sum", 2), ("shop", 3)]
    assert [(one.by, one.reason) for one in found.undivided] == [("age", "no_members")]
    assert (found.equation, found.units) == ("new - left", {"learners": "learners", "new": "people"})
    assert [one.by for one in explain("learners", catalog, series, TREE, PERIODS, dimension="shop").explanations] == [
        "shop"
    ]


def test_only_a_count_of_distinct_things_may_overlap():
    series = sums("learners", {"ios": (4.0, 6.0), "web": (2.0, 4.0)}, whole=(5.0, 9.0))

    found = explain("learners", {"learners": row(formula="max(x)", dimensions="shop")}, series, None, PERIODS)

    assert [(one.by, one.reason) for one in found.undivided] == [("shop", "not_additive")]


def test_halves_are_shown_where_no_tree_says_more():
    series = ratios("learners", {}, ((10.0, 2.0), (10.0, 4.0)))
    catalog = {"learners": row(dimensions="", unit="minutes per learner")}

    assert [one.by for one in explain("learners", catalog, series, None, PERIODS).explanations] == ["halves"]


def test_without_a_value_there_is_nothing_to_explain():
    assert explain("learners", {"learners": row()}, [series_of("learners", None, 2.0)], None, PERIODS) is None
    assert explain("learners", {"learners": row()}, [], None, PERIODS) is None
    later = (date(2026, 10, 1), date(2026, 11, 1))
    assert explain("learners", {"learners": row()}, [series_of("learners", 1.0, 2.0)], None, later) is None
    assert later[0] == NEW
