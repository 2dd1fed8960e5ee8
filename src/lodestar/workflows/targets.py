"""`lodestar targets`: the targets of a month beside its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lodestar.governance.problem import Problem
from lodestar.governance.targets import PATH
from lodestar.review.panorama import MetricFacts
from lodestar.review.spans import last_day
from lodestar.review.targets import Attainment, adds_up, attain
from lodestar.review.values import Values
from lodestar.settings import Project
from lodestar.workflows.goals import month_end, read_goals

__all__ = ["TargetReview", "targets"]


@dataclass(frozen=True)
class TargetReview:
    """Targets of periods that end in a month, in the order of their file. `through`: the last day of data."""

    month: date
    through: date
    release_id: str
    attained: tuple[Attainment, ...]
    facts: Mapping[str, MetricFacts]
    problems: tuple[Problem, ...]


def targets(project: Project, month: str | None = None, *, values: Values | None = None) -> TargetReview:
    """The targets of a month: of periods that end in it, and of those that still run on its last day of data.

    Args:
        month: written as `2026-10`; by default the month in which data end.
        values: by default those of the current release.

    Raises:
        UsageError: it is no month.
        ReleaseError: nothing is published yet.
    """
    end = month_end(month) if month else None
    goals = read_goals(project, with_targets=True, values=values)
    end = end or last_day(goals.through.replace(day=1), "month")
    begin = end.replace(day=1)
    places = {(one.metric, one.dimension, one.member, one.grain): one for one in goals.series}
    sums = {
        key: adds_up(one, places.get((*key[:3], "day")))
        for key, one in places.items()
        if key in {target.place[:4] for target in goals.register.targets}
    }
    found = []
    for target in goals.register.targets:
        if begin <= last_day(target.period_start, target.grain) <= end:
            key = target.place[:4]
            fact = goals.facts.get(target.metric)
            direction = fact.direction if fact else "up"
            is_sum = sums.get(key, False)
            found.append(attain(target, places.get(key), direction=direction, through=goals.through, is_sum=is_sum))
    return TargetReview(begin, goals.through, goals.release.release_id, tuple(found), goals.facts, goals.problems(PATH))
