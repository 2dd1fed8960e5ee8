"""What actions did, for a terminal: a line an action, and below it how that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from lodestar.governance.actions import PATH
from lodestar.governance.problem import Problem
from lodestar.report.columns import columns, wrapped
from lodestar.report.effect_words import how, interval, line_of, metric_label, verdict
from lodestar.report.figures import percent
from lodestar.report.words import Words
from lodestar.review.effects import Measured
from lodestar.review.panorama import MetricFacts

__all__ = ["actions_text"]

INDENT = "    "


def actions_text(
    measured: Sequence[Measured],
    facts: Mapping[str, MetricFacts],
    problems: Sequence[Problem],
    *,
    until: date,
    release_id: str,
    language: str = "en",
    cells: int = 120,
) -> str:
    """Actions with a metric and their effects; then those without, which nobody can judge."""
    words = Words(language)
    lines = [words("actions_until", until=until.isoformat(), release=release_id), ""]
    with_metric = [one for one in measured if one.action.metric]
    if with_metric:
        keys = ("action_initiative", "metric", "action_starts", "action_verdict")
        header = [words(key).lower() for key in (*keys, "action_expected", "action_effect", "action_interval")]
        head, *rows = columns(header, [_row(one, facts, words) for one in with_metric], left=4)
        lines.append(head)
        for one, row in zip(with_metric, rows, strict=True):
            lines += [row, *wrapped(how(one, words), cells, first=INDENT, rest=INDENT)]
    if not measured:
        lines.append(words("actions_none", path=PATH))
    without = [one.action for one in measured if not one.action.metric]
    if without:
        lines += ["", words("actions_without"), *(f"  {line_of(action, words)}" for action in without)]
    if problems:
        lines += ["", *(problem.sentence() for problem in problems)]
    return "\n".join(lines) + "\n"


def _row(one: Measured, facts: Mapping[str, MetricFacts], words: Words) -> list[str]:
    action, effect = one.action, one.effect
    return [
        action.initiative,
        metric_label(action.metric or "", facts, words),
        action.starts_on.isoformat(),
        verdict(one, words),
        percent(action.expected_effect),
        percent(effect.relative if effect else None),
        interval(effect, words),
    ]
