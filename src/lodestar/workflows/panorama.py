"""`lodestar panorama`: from the north stars to what was done for them and what came of it."""

from __future__ import annotations

from lodestar.review.panorama import Panorama, panorama
from lodestar.review.spans import ended_by
from lodestar.settings import Project
from lodestar.workflows.actions import measured_actions
from lodestar.workflows.goals import month_end, read_goals

__all__ = ["growth_panorama"]


def growth_panorama(project: Project, month: str | None = None) -> Panorama:
    """The panorama by the current release, at the end of a month.

    Args:
        month: written as `2026-10`; by default all data are used.

    Raises:
        UsageError: it is no month.
        ReleaseError: nothing is published yet.
    """
    end = month_end(month) if month else None
    goals = read_goals(project, with_actions=True, with_stars=True)
    until = min(end, goals.through) if end else goals.through
    return panorama(
        goals.register,
        measured_actions(goals, until),
        [ended_by(one, until) for one in goals.series],
        goals.facts,
        until=until,
        release_id=goals.release.release_id,
    )
