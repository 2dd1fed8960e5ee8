"""Trees are read exactly, or not at all."""

from __future__ import annotations

import pytest

from lodestar.governance.tree_file import read_tree
from lodestar.governance.trees import Driver, Tree, components, nodes

TREE_PATH = "governance/trees/minutes.yml"
TREE = """metric: minutes
drivers:
  - metric: active
    team: learning
    drivers:
      - {metric: new, team: growth, drivers: [{metric: leads, team: growth}]}
  - {metric: retained, team: learning}
"""
SHAPE = "a tree is {metric: <north star>, drivers: [...]}"


def tree(text):
    problems = []
    return read_tree(text, TREE_PATH, problems), [problem.sentence() for problem in problems]


def test_a_tree_is_read_as_it_stands():
    active = Driver("active", "learning", (Driver("new", "growth", (Driver("leads", "growth", ()),)),))

    assert tree(TREE) == (Tree("minutes", (active, Driver("retained", "learning", ())), TREE_PATH), [])


def test_every_driver_is_walked_from_the_top():
    found, _ = tree(TREE)

    assert [driver.metric for driver in found.walk()] == ["active", "new", "leads", "retained"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("metric: minutes\n", SHAPE),
        (TREE + "why: x\n", SHAPE),
        ("", SHAPE),
        ("[]", SHAPE),
        (TREE.replace("metric: minutes", "metric: [minutes]"), SHAPE),
        ("metric: minutes\ndrivers: x\n", "drivers must be a list of {metric, team, drivers}"),
        (
            TREE.replace(", team: learning", ""),
            "weight, actions, drivers, not {'metric': 'retained'}",
        ),
        (TREE.replace("team: growth", "team: 7"), "a driver is {metric, team}"),
        (TREE.replace("team: growth", "team: growth, why: x"), "a driver is {metric, team}"),
        (
            TREE.replace("{metric: retained, team: learning}", "x"),
            "a driver is {metric, team}, and may say kind, identity, sign, part, weight, actions, drivers, not 'x'",
        ),
        (TREE.replace("- {metric: retained", "- - {metric: retained"), "a driver is {metric, team}"),
        (TREE.replace("{metric: retained, team: learning}", "{metric: retained"), "it is not YAML"),
    ],
)
def test_a_tree_that_is_wrong_is_told_and_not_read(text, message):
    found, problems = tree(text)

    assert found is None
    assert problems[0].startswith(f"{TREE_PATH}:")
    assert message in problems[0]


RATIO = """metric: minutes
identity: ratio
drivers:
  - {metric: total, team: learning, kind: component, part: numerator}
  - metric: active
    team: learning
    kind: component
    part: denominator
    identity: sum
    drivers:
      - {metric: new, team: growth, kind: component}
      - {metric: left, team: growth, kind: component, sign: -1, actions: [Write to them, Call them]}
  - metric: mood
    team: growth
    identity: weighted_mean
    drivers:
      - {metric: mood_of_new, team: growth, kind: component, weight: new}
"""


def test_an_identity_is_read_with_what_its_components_need():
    found, problems = tree(RATIO)

    assert problems == []
    assert found.identity == "ratio"
    assert [(part.metric, part.part) for part in components(found)] == [
        ("total", "numerator"),
        ("active", "denominator"),
    ]
    by_name = {node.metric: node for node in nodes(found)}
    assert [(part.metric, part.sign) for part in components(by_name["active"])] == [("new", 1), ("left", -1)]
    assert by_name["left"].actions == ("Write to them", "Call them")
    assert by_name["mood"].kind == "influence"
    assert by_name["mood_of_new"].weight == "new"


def test_the_star_comes_first_among_the_nodes():
    assert [node.metric for node in nodes(tree(TREE)[0])] == ["minutes", "active", "new", "leads", "retained"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("identity: sum", "identity: average", 5, "active: identity must be sum, product, ratio or weighted_mean"),
        ("identity: sum", "identity: null", 5, "active: identity must be sum"),
        ("    identity: sum\n", "", 10, "new is a component, and active says no identity"),
        ("identity: ratio\n", "", 3, "total is a component, and minutes says no identity"),
        ("kind: component, weight: new", "kind: influence", 13, "mood is a weighted_mean of nothing"),
        ("kind: component, part: numerator", "kind: parts", 4, "kind must be component or influence, not 'parts'"),
        ("sign: -1", "sign: 2", 12, "left: sign must be 1 or -1, not 2"),
        ("sign: -1", "sign: true", 12, "left: sign must be 1 or -1, not True"),
        ("sign: -1", "part: numerator", 12, "left: part is for components of a ratio, and active is a sum"),
        (", part: numerator", "", 4, "total: a component of a ratio needs its part"),
        ("part: numerator", "part: denominator", 1, "minutes is a ratio, so it has one numerator and one denominator"),
        ("part: numerator", "part: above", 4, "total: part must be numerator or denominator, not 'above'"),
        (", weight: new", "", 17, "mood_of_new: a component of a weighted_mean needs its weight"),
        ("weight: new", "weight: 1", 17, "weight must be the name of a metric, not 1"),
        (
            "kind: component, sign",
            "kind: influence, sign",
            12,
            "left: sign is for components, and this is an influence",
        ),
        ("[Write to them, Call them]", "Write", 12, "left: actions must be a list of texts"),
        ("metric: left", "metric: new", 5, "new is a component of active more than once"),
    ],
)
def test_an_identity_that_cannot_be_meant_is_told_with_its_line(old, new, line, message):
    assert RATIO.count(old) == 1
    found, problems = tree(RATIO.replace(old, new))

    assert found is None
    assert problems[0].startswith(f"{TREE_PATH}:{line}: ")
    assert message in problems[0]


def test_a_tree_without_an_end_is_told():
    found, problems = tree("metric: a\ndrivers: &all\n  - {metric: b, team: x, drivers: *all}\n")

    assert found is None
    assert "an alias names what it stands in" in problems[0]
