"""What there is to say about an action and its effect, in one language: the same in a terminal and on pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lodestar.governance.actions import Action
from lodestar.report.figures import NOTHING, percent
from lodestar.report.words import Words
from lodestar.review.effects import Effect, Measured, Method, Refusal
from lodestar.review.panorama import MetricFacts

__all__ = ["dates", "how", "interval", "line_of", "metric_label", "refused", "verdict"]

MOST_NAMED = 3
"""Members that a sentence names; more are counted."""


def metric_label(name: str, facts: Mapping[str, MetricFacts], words: Words) -> str:
    """A metric's label; its name where the release does not have it."""
    fact = facts.get(name)
    return words.label(fact.label, fact.label_zh) if fact else name


def dates(action: Action, words: Words) -> str:
    """From when to when."""
    if action.ends_on is None:
        return words("action_runs", start=action.starts_on.isoformat())
    return words("action_dates", start=action.starts_on.isoformat(), end=action.ends_on.isoformat())


def line_of(action: Action, words: Words) -> str:
    """An action in a line, with who answers for it."""
    return words(
        "action_line", initiative=action.initiative, team=action.team, owner=action.owner, dates=dates(action, words)
    )


def interval(effect: Effect | None, words: Words) -> str:
    """`+10.6% to +20.9%`."""
    if effect is None:
        return NOTHING
    return words("action_interval_of", low=percent(effect.low), high=percent(effect.high))


def verdict(measured: Measured, words: Words) -> str:
    """The verdict in a word or three."""
    return words.known("verdict", measured.verdict.value) if measured.verdict else words("verdict_none")


def how(measured: Measured, words: Words) -> str:
    """How it was measured, or why it was not."""
    if measured.refusal:
        return refused(measured.refusal, words)
    effect = measured.effect
    return words.apart(_method(effect, words)) if effect else ""


def refused(refusal: Refusal, words: Words) -> str:
    """Why there is no effect."""
    values = dict(refusal.values)
    if "grain" in values:
        values["grain"] = words.known("grain", str(values["grain"]))
    members = values.get("members")
    if isinstance(members, tuple):
        values["members"] = words.all_of(members)
    return words(f"refusal_{refusal.code}", **values)


def _method(effect: Effect, words: Words) -> Iterator[str]:
    grain = words.known("grain", effect.grain)
    named = words.all_of(effect.untouched)
    many = words("members_counted", n=len(effect.untouched)) if len(effect.untouched) > MOST_NAMED else named
    values = {"before": effect.before, "after": effect.after, "grain": grain}
    if effect.method is Method.interrupted:
        yield words("method_interrupted", **values)
    elif effect.method is Method.differences:
        yield words("method_differences", untouched=many, **values)
    else:
        yield words("method_difference_series", untouched=many, **values)
    if effect.has_trend:
        yield words("method_trend")
    if effect.has_season:
        yield words("method_season")
    if effect.shared_with:
        yield words("method_shared", others=words.all_of(effect.shared_with))
