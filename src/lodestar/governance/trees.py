"""Trees: what moves a north star, and who works on it.

`governance/trees/<star>.yml`: which drivers move it, and who works on them:

    metric: weekly_effective_learning_minutes
    drivers:
      - metric: weekly_active_learners
        team: learning-product
        drivers:
          - {metric: new_learners, team: member-growth}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lodestar.governance.problem import Problem, read_yaml

__all__ = ["FOLDER", "Driver", "Tree", "read_tree"]

FOLDER = "governance/trees"


@dataclass(frozen=True)
class Driver:
    """A metric that moves the one above it, and the team that works on it."""

    metric: str
    team: str
    drivers: tuple[Driver, ...]

    def walk(self) -> Iterator[Driver]:
        """Itself and all below."""
        yield self
        for driver in self.drivers:
            yield from driver.walk()


@dataclass(frozen=True)
class Tree:
    """The drivers of a north star. `path` is relative to the project."""

    metric: str
    drivers: tuple[Driver, ...]
    path: str

    def walk(self) -> Iterator[Driver]:
        """Every driver, from the top."""
        for driver in self.drivers:
            yield from driver.walk()


def read_tree(text: str, path: str, problems: list[Problem]) -> Tree | None:
    """The tree in a file; None where it can't be read, and what is wrong is added to `problems`."""
    declared = read_yaml(text, path, problems)
    if declared is None:
        return None
    if (
        not isinstance(declared, Mapping)
        or set(declared) != {"metric", "drivers"}
        or not isinstance(declared["metric"], str)
    ):
        problems.append(Problem(path, 1, "a tree is {metric: <north star>, drivers: [...]}"))
        return None
    before = len(problems)
    drivers = _drivers(declared["drivers"], path, problems)
    return Tree(declared["metric"], drivers, path) if len(problems) == before else None


def _drivers(declared: Any, path: str, problems: list[Problem]) -> tuple[Driver, ...]:
    if not isinstance(declared, list):
        problems.append(Problem(path, 1, "drivers must be a list of {metric, team, drivers}"))
        return ()
    found = []
    for given in declared:
        if (
            not isinstance(given, Mapping)
            or not {"metric", "team"} <= set(given) <= {"metric", "team", "drivers"}
            or not all(isinstance(given[key], str) for key in ("metric", "team"))
        ):
            problems.append(Problem(path, 1, f"a driver is {{metric, team, drivers}}, not {given!r}"))
            continue
        below = given.get("drivers")
        found.append(Driver(given["metric"], given["team"], () if below is None else _drivers(below, path, problems)))
    return tuple(found)
