"""Whom an action reached and whom not: windows of both sides, and actions that stand in the way of telling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from lodestar.governance.actions import Action
from lodestar.releases.series import TOTAL, Point, Series
from lodestar.review.effects.compared import collapsed
from lodestar.review.effects.windows import Window, window

__all__ = ["ByMember", "members_apart", "missing_members", "reached_window", "shared_with"]

ByMember = Mapping[tuple[str, str], Series]
"""(dimension, member) -> the series of a metric at one grain."""


def missing_members(action: Action, own: Sequence[Series]) -> tuple[str, ...]:
    """Members that the action names and the metric does not have."""
    known = {one.member for one in own if one.dimension == action.dimension}
    return tuple(member for member in action.members if member not in known)


def reached_window(action: Action, at_grain: ByMember, until: date) -> Window | None:
    """What the action reached as one series; None where this grain has none of it."""
    begins = _begins(at_grain)
    if not action.members:
        whole = at_grain.get((TOTAL, TOTAL))
        return window(whole, action, until, begins=begins) if whole else None
    keys = [(action.dimension or "", member) for member in action.members]
    parts = [window(at_grain[key], action, until, begins=begins) for key in keys if key in at_grain]
    if not parts:
        return None
    before, after = (
        tuple(Point(start, value) for start, value in sorted(collapsed(side).items()))
        for side in ([part.before for part in parts], [part.after for part in parts])
    )
    return Window(parts[0].grain, before, after)


def members_apart(
    action: Action, at_grain: ByMember, until: date, others: Sequence[Action]
) -> tuple[dict[str, Window], dict[str, Window]]:
    """Members that it reached and members that nothing reached, those with enough periods."""
    begins = _begins(at_grain)
    spoilt = {member for other in others if _moves_the_same(other, action) for member in other.members}
    windows = {
        member: window(one, action, until, begins=begins)
        for (dimension, member), one in at_grain.items()
        if action.members and dimension == action.dimension
    }
    enough = {member: one for member, one in windows.items() if one.is_enough}
    reached = {member: one for member, one in enough.items() if member in action.members}
    return reached, {m: one for m, one in enough.items() if m not in action.members and m not in spoilt}


def shared_with(action: Action, reached: Window, others: Sequence[Action], *, is_compared: bool) -> tuple[str, ...]:
    """Initiatives that began within the same periods, reach the same, and can't be told apart from this one.

    Args:
        is_compared: whether the effect is against untouched members: what reaches all then falls out.
    """
    first, last = reached.points[0].period_start, reached.points[-1].period_start
    names: dict[str, None] = {}
    for other in others:
        reaches_the_same = not other.members or not action.members or bool(set(other.members) & set(action.members))
        falls_out = is_compared and not other.members
        if _moves_the_same(other, action) and first <= other.starts_on <= last and reaches_the_same and not falls_out:
            names[other.initiative] = None
    return tuple(names)


def _begins(at_grain: ByMember) -> date | None:
    return min((one.points[0].period_start for one in at_grain.values() if one.points), default=None)


def _moves_the_same(other: Action, action: Action) -> bool:
    is_itself = other.initiative == action.initiative and other.starts_on == action.starts_on
    return other.metric == action.metric and not is_itself
