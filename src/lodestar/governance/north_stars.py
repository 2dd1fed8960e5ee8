"""North stars and their trees.

`governance/north_stars.yml`:

    north_stars:
      - metric: weekly_effective_learning_minutes
        scope: company
        stage: growth
        value_statement: A learner who studies every week stays.
        effective_from: 2026-01-01
        effective_to: null            # open: it is the star until another takes its place
        guardrails: [course_completion_rate]

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
from datetime import date
from typing import Any

from lodestar.governance.problem import Problem, item_lines, read_yaml

__all__ = ["Driver", "NorthStar", "Tree", "read_north_stars", "read_tree"]

PATH = "governance/north_stars.yml"
REQUIRED = ("metric", "scope", "stage", "value_statement", "effective_from")
OPTIONAL = ("effective_to", "guardrails")


@dataclass(frozen=True)
class NorthStar:
    """The one number of a scope, from a date on; `effective_to` is its last day, or None while it lasts."""

    metric: str
    scope: str
    stage: str
    value_statement: str
    effective_from: date
    effective_to: date | None
    guardrails: tuple[str, ...]
    line: int

    def is_active(self, day: date) -> bool:
        """Whether it is the star of its scope on that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def overlaps(self, other: NorthStar) -> bool:
        """Whether both are the star of the same scope on some day."""
        ends_before = self.effective_to is not None and self.effective_to < other.effective_from
        begins_after = other.effective_to is not None and other.effective_to < self.effective_from
        return self.scope == other.scope and not ends_before and not begins_after


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


def read_north_stars(text: str, problems: list[Problem]) -> tuple[NorthStar, ...]:
    """The stars of `governance/north_stars.yml`; what is wrong is added to `problems`."""
    declared = read_yaml(text, PATH, problems)
    if declared is None:
        return ()
    listed = declared.get("north_stars") if isinstance(declared, Mapping) else None
    if not isinstance(listed, list):
        problems.append(Problem(PATH, 1, "it must hold `north_stars:`, a list"))
        return ()
    found = []
    for given, line in zip(listed, item_lines(text, "north_stars"), strict=True):
        wrong = _wrong_star(given)
        problems += [Problem(PATH, line, message) for message in wrong]
        if not wrong:
            found.append(
                NorthStar(
                    given["metric"],
                    given["scope"],
                    given["stage"],
                    " ".join(given["value_statement"].split()),
                    given["effective_from"],
                    given.get("effective_to"),
                    tuple(given.get("guardrails") or ()),
                    line,
                )
            )
    return tuple(found)


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


def _wrong_star(given: Any) -> list[str]:
    if not isinstance(given, Mapping):
        return ["a north star is a mapping with metric, scope, stage, value_statement, effective_from"]
    found = [f"{key} is missing" for key in REQUIRED if key not in given]
    found += [f"{key!r} is not a key of a north star" for key in given if key not in REQUIRED + OPTIONAL]
    for key in ("metric", "scope", "stage", "value_statement"):
        if key in given and (not isinstance(given[key], str) or not given[key].strip()):
            found.append(f"{key} must be a text that is not empty")
    for key in ("effective_from", "effective_to"):
        is_open = key == "effective_to" and given.get(key) is None
        if key in given and not is_open and type(given[key]) is not date:
            found.append(f"{key} must be a date, such as 2026-01-01")
    guardrails = [] if given.get("guardrails") is None else given["guardrails"]
    if not isinstance(guardrails, list) or not all(isinstance(name, str) for name in guardrails):
        found.append("guardrails must be a list of metrics")
    if not found and given.get("effective_to") and given["effective_to"] < given["effective_from"]:
        found.append("effective_to is before effective_from")
    return found
