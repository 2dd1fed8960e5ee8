"""Identities are computed from their components, and seen to hold or not in every period that all have."""

from datetime import date
from fractions import Fraction

import pytest

from lodestar.governance.identity import computed, equation, held, members_of
from lodestar.governance.trees import Driver, Tree
from lodestar.releases.series import Point, Series

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


def part(metric, **rest):
    return Driver(metric, "a", (), kind="component", **rest)


def tree(identity, *parts):
    return Tree("star", parts, "governance/trees/star.yml", identity)


SUM = tree("sum", part("new"), part("left", sign=-1), Driver("mood", "a", ()))
PRODUCT = tree("product", part("days"), part("a_day"))
RATIO = tree("ratio", part("total", part="numerator"), part("active", part="denominator"))
MEAN = tree("weighted_mean", part("small", weight="few"), part("large", weight="many"))


def values(**given):
    return {name: None if value is None else Fraction(value) for name, value in given.items()}


@pytest.mark.parametrize(
    ("node", "given", "made"),
    [
        (SUM, values(new=7, left=9), -2),
        (SUM, values(new=7, left=None), None),
        (PRODUCT, values(days=3, a_day="1/2"), Fraction(3, 2)),
        (PRODUCT, values(days=0, a_day=5), 0),
        (RATIO, values(total=7, active=2), Fraction(7, 2)),
        (RATIO, values(active=2, total=0), 0),
        (RATIO, values(total=7, active=0), None),
        (MEAN, values(small=10, few=1, large=20, many=3), Fraction(35, 2)),
        (MEAN, values(small=None, few=0, large=20, many=3), 20),
        (MEAN, values(small=None, few=1, large=20, many=3), None),
        (MEAN, values(small=10, few=None, large=20, many=3), None),
        (MEAN, values(small=10, few=0, large=20, many=0), None),
    ],
)
def test_components_make_a_value_or_none(node, given, made):
    assert computed(node, given) == made


def test_an_identity_reads_as_an_equation():
    turned = tree("ratio", part("active", part="denominator"), part("total", part="numerator"))

    assert [equation(node) for node in (SUM, PRODUCT, turned, MEAN)] == [
        "new - left",
        "days * a_day",
        "total / active",
        "mean of small (by few), large (by many)",
    ]
    assert equation(tree("sum", part("left", sign=-1), part("new"))) == "- left + new"


def test_influences_are_no_members_of_an_identity_and_weights_are():
    assert members_of(SUM) == ("star", "new", "left")
    assert members_of(MEAN) == ("star", "small", "few", "large", "many")


def series(metric, points, dimension="total", member="total", grain="month"):
    return Series(metric, grain, tuple(Point(start, value) for start, value in points.items()), dimension, member)


def test_an_identity_is_looked_at_in_every_period_that_all_have():
    given = [
        series("star", {JUNE: 5.0, JULY: 2.5, AUGUST: 9.0}),
        series("new", {JUNE: 7.0, JULY: 3.0, AUGUST: None}),
        series("left", {JUNE: 2.0, JULY: 1.0}),
    ]

    june, july = held(SUM, given)

    assert (june.period_start, june.is_held, june.residual) == (JUNE, True, 0)
    assert (july.period_start, july.is_held, july.value, july.computed) == (JULY, False, Fraction(5, 2), 2)
    assert july.residual == Fraction(1, 2)


def test_an_identity_is_looked_at_by_each_grain_and_member_that_all_share():
    given = [
        series(name, {JUNE: value}, *place)
        for place in (("total", "total"), ("shop", "east"), ("total", "total", "week"))
        for name, value in {"star": 5.0, "new": 7.0, "left": 2.0}.items()
    ]
    given.append(series("star", {JUNE: 5.0}, "age", "old"))

    assert {(one.grain, one.dimension, one.member) for one in held(SUM, given)} == {
        ("month", "total", "total"),
        ("month", "shop", "east"),
        ("week", "total", "total"),
    }


def test_rounding_breaks_no_identity():
    given = [
        series("star", {JUNE: 0.1 + 0.2, JULY: 0.0}),
        series("new", {JUNE: 0.4, JULY: 1e9}),
        series("left", {JUNE: 0.1, JULY: 1e9 + 1e-7}),
    ]

    assert [one.is_held for one in held(SUM, given)] == [True, True]


def test_a_difference_of_a_millionth_breaks_one():
    given = [series("star", {JUNE: 6.000001}), series("days", {JUNE: 2.0}), series("a_day", {JUNE: 3.0})]

    assert [one.is_held for one in held(PRODUCT, given)] == [False]
