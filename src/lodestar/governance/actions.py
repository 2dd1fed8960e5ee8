"""Actions: what teams do to move a metric, and what they expect of it. `seeds/actions.csv`:

initiative,team,owner,metric,dimension,members,opportunity,direction,starts_on,ends_on,expected_effect,note
Study plan,learning-product,Lin Wei,course_completion_rate,,,Learners drop out,Learn by habit,2026-03-01,,0.22,

`direction` is the strategic direction (a bet of the company) and `opportunity` what is to be gained within it: the
growth panorama is drawn by them. `members` are those that the action reaches, separated by `|`; without them it
reaches all. An action without an end is still running; one without a metric is listed as such wherever actions are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lodestar.governance.csv_rows import day_of, number_of, read_rows
from lodestar.governance.problem import Problem

__all__ = ["PATH", "Action", "read_actions"]

PATH = "seeds/actions.csv"
COLUMNS = (
    "initiative",
    "team",
    "owner",
    "metric",
    "dimension",
    "members",
    "opportunity",
    "direction",
    "starts_on",
    "ends_on",
    "expected_effect",
    "note",
)
OPTIONAL = ("metric", "dimension", "members", "ends_on", "expected_effect", "note")
LEAST_EFFECT = -1.0
"""A value can't fall by more than all of it."""


@dataclass(frozen=True)
class Action:
    """What a team does to one metric. An initiative that is to move three metrics has three rows.

    Attributes:
        metric: None where nobody said which number it is to move.
        dimension, members: whom it reaches; no members mean all.
        ends_on: its last day; None while it runs.
        expected_effect: relative, 0.12 for 12% more; None where nobody said.
    """

    initiative: str
    team: str
    owner: str
    metric: str | None
    dimension: str | None
    members: tuple[str, ...]
    opportunity: str
    direction: str
    starts_on: date
    ends_on: date | None
    expected_effect: float | None
    note: str
    line: int

    def is_running(self, day: date) -> bool:
        """Whether it has begun and not ended on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def read_actions(text: str, problems: list[Problem]) -> tuple[Action, ...]:
    """The rows of `seeds/actions.csv`; what is wrong is added to `problems`."""
    found: list[Action] = []
    first: dict[tuple[object, ...], int] = {}
    for line, given in read_rows(text, PATH, COLUMNS, OPTIONAL, problems):
        try:
            action = _action(given, line)
        except ValueError as error:
            problems.append(Problem(PATH, line, str(error)))
            continue
        place = (action.initiative, action.metric, action.dimension, action.members, action.starts_on)
        if place in first:
            problems.append(Problem(PATH, line, f"line {first[place]} is the same action: keep one"))
            continue
        first[place] = line
        found.append(action)
    return tuple(found)


def _action(given: dict[str, str], line: int) -> Action:
    members = tuple(dict.fromkeys(part.strip() for part in given["members"].split("|") if part.strip()))
    if members and not given["dimension"]:
        raise ValueError("members are of a dimension: name it")
    starts_on = day_of(given["starts_on"])
    ends_on = day_of(given["ends_on"]) if given["ends_on"] else None
    if ends_on is not None and ends_on < starts_on:
        raise ValueError(f"it ends on {ends_on}, before it starts on {starts_on}")
    expected = number_of(given["expected_effect"]) if given["expected_effect"] else None
    if expected is not None and expected <= LEAST_EFFECT:
        raise ValueError(f"expected_effect is relative, such as 0.12 for 12% more, and not {given['expected_effect']}")
    return Action(
        initiative=given["initiative"],
        team=given["team"],
        owner=given["owner"],
        metric=given["metric"] or None,
        dimension=given["dimension"] or None,
        members=members,
        opportunity=given["opportunity"],
        direction=given["direction"],
        starts_on=starts_on,
        ends_on=ends_on,
        expected_effect=expected,
        note=given["note"],
        line=line,
    )
