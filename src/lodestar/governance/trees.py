"""Trees: what moves a north star, and who works on it.

`governance/trees/<star>.yml`: which drivers move it, and who works on them:

    metric: weekly_effective_learning_minutes
    drivers:
      - metric: weekly_active_learners
        team: learning-product
        identity: sum
        drivers:
          - {metric: new_learners, team: member-growth, kind: component}
          - {metric: retained_learners, team: learning-product, kind: component}
          - metric: churned_learners
            team: learning-product
            actions: [Write to learners who were away for a week]

A driver is a *component* where the metric above is computed from it by an identity, else an *influence*: it is believed
to move the metric, and only history can say how much. `governance/tree_file.py` says how such a file is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["FOLDER", "IDENTITIES", "KINDS", "PARTS", "Driver", "Node", "Tree", "components", "nodes"]

FOLDER = "governance/trees"

IDENTITIES = ("sum", "product", "ratio", "weighted_mean")
"""How a metric can follow from its components."""

KINDS = ("component", "influence")
PARTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Driver:
    """A metric that moves the one above it, and the team that works on it.

    Attributes:
        drivers: what moves it in turn.
        kind: `component` or `influence`.
        sign: +1 or -1; of a component of a sum.
        part: `numerator` or `denominator`; of a component of a ratio.
        weight: the metric by which a component of a weighted mean weighs.
        identity: how it follows from its own components; None where it has none.
        actions: what a team can do about it.
        line: of its file, counting from 1.
    """

    metric: str
    team: str
    drivers: tuple[Driver, ...]
    kind: str = "influence"
    sign: int = 1
    part: str | None = None
    weight: str | None = None
    identity: str | None = None
    actions: tuple[str, ...] = ()
    line: int = field(default=1, compare=False)

    def walk(self) -> Iterator[Driver]:
        """Itself and all below."""
        yield self
        for driver in self.drivers:
            yield from driver.walk()


@dataclass(frozen=True)
class Tree:
    """The drivers of a north star, and how it follows from its components. `path` is relative to the project."""

    metric: str
    drivers: tuple[Driver, ...]
    path: str
    identity: str | None = None

    def walk(self) -> Iterator[Driver]:
        """Every driver, from the top."""
        for driver in self.drivers:
            yield from driver.walk()


Node: TypeAlias = Tree | Driver
"""A metric with drivers below it: the star itself, or a driver."""


def components(node: Node) -> tuple[Driver, ...]:
    """The drivers that the metric is computed from, in the order of the file."""
    return tuple(driver for driver in node.drivers if driver.kind == "component")


def nodes(tree: Tree) -> Iterator[Node]:
    """The star and every driver, from the top."""
    yield tree
    yield from tree.walk()
