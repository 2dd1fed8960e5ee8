"""Trees are read exactly, or not at all."""

from __future__ import annotations

import pytest

from lodestar.governance.trees import Driver, Tree, read_tree

TREE_PATH = "governance/trees/minutes.yml"
TREE = """metric: minutes
drivers:
  - metric: active
    team: learning
    drivers:
      - {metric: new, team: growth, drivers: [{metric: leads, team: growth}]}
  - {metric: retained, team: learning}
"""


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
        ("metric: minutes\n", "a tree is {metric: <north star>, drivers: [...]}"),
        (TREE + "why: x\n", "a tree is {metric: <north star>, drivers: [...]}"),
        ("", "a tree is {metric: <north star>, drivers: [...]}"),
        ("[]", "a tree is {metric: <north star>, drivers: [...]}"),
        (TREE.replace("metric: minutes", "metric: [minutes]"), "a tree is {metric: <north star>, drivers: [...]}"),
        ("metric: minutes\ndrivers: x\n", "drivers must be a list of {metric, team, drivers}"),
        (TREE.replace(", team: learning", ""), "a driver is {metric, team, drivers}, not {'metric': 'retained'}"),
        (TREE.replace("team: growth", "team: 7"), "a driver is {metric, team, drivers}"),
        (TREE.replace("team: growth", "team: growth, why: x"), "a driver is {metric, team, drivers}"),
        (TREE.replace("{metric: retained, team: learning}", "x"), "a driver is {metric, team, drivers}, not 'x'"),
        (TREE.replace("- {metric: retained", "- - {metric: retained"), "a driver is {metric, team, drivers}"),
        (TREE.replace("{metric: retained, team: learning}", "{metric: retained"), "it is not YAML"),
    ],
)
def test_a_tree_that_is_wrong_is_told_and_not_read(text, message):
    found, problems = tree(text)

    assert found is None
    assert problems[0].startswith(f"{TREE_PATH}:")
    assert message in problems[0]
