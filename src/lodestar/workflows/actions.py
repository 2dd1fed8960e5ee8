"""`lodestar actions`: what each action did to its metric, and which have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lodestar.governance.actions import PATH
from lodestar.governance.problem import Problem
from lodestar.review.effects import Measured, measure
from lodestar.review.panorama import MetricFacts
from lodestar.review.values import Values
from lodestar.settings import Project
from lodestar.workflows.goals import Goals, month_end, read_goals

__all__ = ["ActionReview", "actions", "measured_actions"]


@dataclass(frozen=True)
class ActionReview:
    """Every action, measured by final values of periods that end by `until`."""

    until: date
    release_id: str
    measured: tuple[Measured, ...]
    facts: Mapping[str, MetricFacts]
    problems: tuple[Problem, ...]


def actions(project: Project, month: str | None = None, *, values: Values | None = None) -> ActionReview:
    """The actions as they stood at the end of a month.

    Args:
        month: written as `2026-10`; by default all data are used.
        values: by default those of the current release.

    Raises:
        UsageError: it is no month.
        ReleaseError: nothing is published yet.
    """
    end = month_end(month) if month else None
    goals = read_goals(project, with_actions=True, values=values)
    until = min(end, goals.through) if end else goals.through
    return ActionReview(
        until, goals.release.release_id, measured_actions(goals, until), goals.facts, goals.problems(PATH)
    )


def measured_actions(goals: Goals, until: date) -> tuple[Measured, ...]:
    """Every action of the register, in the order of its file."""
    listed = goals.register.actions
    own: dict[str, list[int]] = {}
    for place, one in enumerate(goals.series):
        own.setdefault(one.metric, []).append(place)
    found = []
    for action in listed:
        fact = goals.facts.get(action.metric or "")
        series = [goals.series[place] for place in own.get(action.metric or "", ())]
        direction = fact.direction if fact else "up"
        found.append(measure(action, series, direction=direction, until=until, others=listed))
    return tuple(found)
