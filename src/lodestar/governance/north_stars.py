"""North stars: the one number of each scope.

`governance/north_stars.yml`:

    north_stars:
      - metric: weekly_effective_learning_minutes
        scope: company
        stage: growth
        value_statement: A learner who studies every week stays.
        effective_from: 2026-01-01
        effective_to: null            # open: it is the star until another takes its place
        guardrails: [course_completion_rate]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lodestar.governance.problem import Problem, item_lines, read_yaml

__all__ = ["NorthStar", "read_north_stars"]

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
