"""Measures an action: against members that it did not reach, else against the series before; else it says why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from lodestar.governance.actions import Action
from lodestar.releases.series import Series
from lodestar.review.effects.compared import compare, follow, has_enough_members
from lodestar.review.effects.effect import Effect, Measured, Method, Refusal, judge
from lodestar.review.effects.interrupted import Shift, shift_of
from lodestar.review.effects.shift import Estimate
from lodestar.review.effects.sides import ByMember, members_apart, missing_members, reached_window, shared_with
from lodestar.review.effects.windows import GRAINS, LEAST_AFTER, LEAST_BEFORE, Window

__all__ = ["measure"]


def measure(
    action: Action, series: Iterable[Series], *, direction: str = "up", until: date, others: Sequence[Action] = ()
) -> Measured:
    """What an action did to its metric.

    Args:
        series: of its metric, by any grain, of the whole and of members.
        direction: of the metric: `down` where less is better.
        until: the last day that a period may end on.
        others: all actions; those on the same metric are named where they can't be told apart.
    """
    found = _found(action, [one for one in series if one.metric == action.metric], until, others)
    if isinstance(found, Refusal):
        return Measured(action, refusal=found)
    return Measured(action, found, judge(found, action.expected_effect, direction))


def _found(action: Action, own: Sequence[Series], until: date, others: Sequence[Action]) -> Effect | Refusal:
    if action.metric is None:
        return Refusal("no_metric")
    if action.starts_on > until:
        return Refusal("not_begun", {"day": action.starts_on})
    if not any(point.value is not None for one in own for point in one.points):
        return Refusal("no_values")
    missing = missing_members(action, own)
    if missing:
        return Refusal("unknown_members", {"members": missing})
    short: list[Window] = []
    silent: str | None = None
    for grain in GRAINS:
        at_grain = {(one.dimension, one.member): one for one in own if one.grain == grain}
        reached = reached_window(action, at_grain, until)
        if reached is None:
            continue
        if not reached.is_enough:
            short.append(reached)
            continue
        effect = _compared(action, at_grain, until, others) or _alone(reached)
        if effect is not None:
            names = shared_with(action, reached, others, is_compared=bool(effect.untouched))
            return replace(effect, shared_with=names)
        silent = silent or grain
    return Refusal("no_variation", {"grain": silent}) if silent else _too_few(short)


def _compared(action: Action, at_grain: ByMember, until: date, others: Sequence[Action]) -> Effect | None:
    reached, untouched = members_apart(action, at_grain, until, others)
    if not reached or not untouched:
        return None
    names = tuple(sorted(untouched))
    some = next(iter(reached.values()))
    if has_enough_members(len(reached), len(untouched)):
        found = compare(reached, untouched)
        if found is not None:
            return _effect(Method.differences, some.grain, found, len(some.before), len(some.after), names)
    followed = follow(reached, untouched)
    if followed is None:
        return None
    shift, before, after = followed
    return _with_shape(_effect(Method.difference_series, some.grain, shift.estimate, before, after, names), shift)


def _alone(reached: Window) -> Effect | None:
    shift = shift_of(reached.before, reached.after, reached.grain)
    if shift is None:
        return None
    periods = len(reached.before), len(reached.after)
    return _with_shape(_effect(Method.interrupted, reached.grain, shift.estimate, *periods), shift)


def _effect(
    method: Method, grain: str, said: Estimate, before: int, after: int, untouched: tuple[str, ...] = ()
) -> Effect:
    return Effect(method, grain, said.value, said.low, said.high, before, after, untouched)


def _with_shape(effect: Effect, shift: Shift) -> Effect:
    return replace(effect, has_trend=shift.has_trend, has_season=shift.has_season)


def _too_few(short: Sequence[Window]) -> Refusal:
    """Which side is short, by the grain that comes nearest."""
    if not short:
        return Refusal("no_values")
    best = max(short, key=lambda one: (min(len(one.after), LEAST_AFTER), min(len(one.before), LEAST_BEFORE)))
    side, least = ("before", LEAST_BEFORE) if len(best.before) < LEAST_BEFORE else ("after", LEAST_AFTER)
    found = len(best.before) if side == "before" else len(best.after)
    return Refusal(f"too_few_{side}", {"found": found, "least": least, "grain": best.grain})
