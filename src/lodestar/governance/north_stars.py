"""North stars: the one number of each scope.

`governance/north_stars.yml`:

    north_stars:
      - metric: weekly_effective_learning_minutes
        scope: company
        stage: growth
        value_statement: A learner who studies every week stays.
        effective_from: 2026-01-01
        effective_to: null            # open: it is the star until another takes its place
        successor: null               # the star that takes its place
        overlap_days: 60              # for so long after effective_to both are shown
        guardrails: [course_completion_rate]
        twin: null                    # the same number without doubtful rows
        newcomers: new_learners       # who came
        retention: [new_learner_retention_7d]
        outcomes: [{metric: net_revenue, lag: 1}]    # what should follow, and after how many periods
        volume: null                  # the amount that may be inflated, where the star is a rate
        accounts: [store]             # dimensions whose members are the accounts
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lodestar.governance.problem import Problem, item_lines, read_yaml
from lodestar.governance.star_keys import wrong_keys

__all__ = ["ExpectedOutcome", "NorthStar", "read_north_stars"]

PATH = "governance/north_stars.yml"


@dataclass(frozen=True)
class ExpectedOutcome:
    """A metric that should follow the star, `lag` of the star's periods later."""

    metric: str
    lag: int


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
    successor: str | None = None
    overlap_days: int = 0
    twin: str | None = None
    newcomers: str | None = None
    retention: tuple[str, ...] = ()
    outcomes: tuple[ExpectedOutcome, ...] = ()
    volume: str | None = None
    accounts: tuple[str, ...] = ()

    def is_active(self, day: date) -> bool:
        """Whether it is the star of its scope on that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def is_shown(self, day: date) -> bool:
        """Whether it is the star, or was it so lately that it is still shown beside its successor."""
        return self.is_active(day) or (
            self.effective_to is not None and 0 < (day - self.effective_to).days <= self.overlap_days
        )

    def overlaps(self, other: NorthStar) -> bool:
        """Whether both are the star of the same scope on some day."""
        ends_before = self.effective_to is not None and self.effective_to < other.effective_from
        begins_after = other.effective_to is not None and other.effective_to < self.effective_from
        return self.scope == other.scope and not ends_before and not begins_after

    def companions(self) -> Iterator[tuple[str, str]]:
        """Key and metric for each that the star names beside itself, guardrails left out."""
        for key, name in (("twin", self.twin), ("newcomers", self.newcomers), ("volume", self.volume)):
            if name is not None:
                yield key, name
        yield from (("retention", name) for name in self.retention)
        yield from (("outcomes", outcome.metric) for outcome in self.outcomes)

    def metrics(self) -> tuple[str, ...]:
        """The star and all metrics that it names, each once."""
        named = (self.metric, *self.guardrails, *(name for _, name in self.companions()))
        return tuple(dict.fromkeys(named))


def read_north_stars(text: str, problems: list[Problem]) -> tuple[NorthStar, ...]:
    """The stars of `governance/north_stars.yml`; what is wrong is added to `problems`."""
    declared = read_yaml(text, PATH, problems)
    if declared is None:
        return ()
    listed = declared.get("north_stars") if isinstance(declared, Mapping) else None
    if not isinstance(listed, list):
        problems.append(Problem(PATH, 1, "it must hold `north_stars:`, a list"))
        return ()
    for key in sorted(set(map(str, declared)) - {"north_stars"}):
        line = next((n for n, line in enumerate(text.splitlines(), 1) if line.startswith(f"{key}:")), 1)
        problems.append(Problem(PATH, line, f"{key!r} is not a key of this file"))
    found = []
    for given, line in zip(listed, item_lines(text, "north_stars"), strict=True):
        wrong = wrong_keys(given)
        problems += [Problem(PATH, line, message) for message in wrong]
        if not wrong:
            found.append(_star(given, line))
    return tuple(found)


def _star(given: Mapping[str, Any], line: int) -> NorthStar:
    accounts = given.get("accounts") or ()
    return NorthStar(
        given["metric"],
        given["scope"],
        given["stage"],
        " ".join(given["value_statement"].split()),
        given["effective_from"],
        given.get("effective_to"),
        tuple(given.get("guardrails") or ()),
        line,
        successor=given.get("successor"),
        overlap_days=given.get("overlap_days") or 0,
        twin=given.get("twin"),
        newcomers=given.get("newcomers"),
        retention=tuple(given.get("retention") or ()),
        outcomes=tuple(ExpectedOutcome(one["metric"], one["lag"]) for one in given.get("outcomes") or ()),
        volume=given.get("volume"),
        accounts=(accounts,) if isinstance(accounts, str) else tuple(accounts),
    )
