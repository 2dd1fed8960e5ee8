"""Targets beside values, for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from lodestar.governance.problem import Problem
from lodestar.report.columns import columns
from lodestar.report.effect_words import metric_label
from lodestar.report.figures import NOTHING, formatted, period, signed
from lodestar.report.words import Words
from lodestar.review.panorama import MetricFacts
from lodestar.review.targets import Attainment, Standing

__all__ = ["targets_text"]

RUNNING = (Standing.on_track, Standing.behind, Standing.running)


def targets_text(
    attained: Sequence[Attainment],
    facts: Mapping[str, MetricFacts],
    problems: Sequence[Problem],
    *,
    month: date,
    through: date,
    release_id: str,
    language: str = "en",
) -> str:
    """A line a target, those of a metric together, then how many stand where."""
    words = Words(language)
    shown_month = period(month, "month")
    lines = [words("targets_of", month=shown_month, through=through.isoformat(), release=release_id), ""]
    if attained:
        keys = ("target_goal", "target_value", "target_expected", "target_share", "target_distance")
        header = [words("metric"), words("member"), words("period"), words("target_state"), *map(words, keys)]
        lines += columns([title.lower() for title in header], [_row(one, facts, words) for one in attained], left=4)
        counts = {standing.value: sum(one.standing is standing for one in attained) for standing in Standing}
        lines += ["", words("target_counts", **counts)]
        if any(one.standing in RUNNING for one in attained):
            lines.append(words("target_run_rate"))
    else:
        lines.append(words("targets_none", month=shown_month))
    if problems:
        lines += ["", *(problem.sentence() for problem in problems)]
    return "\n".join(lines) + "\n"


def _row(one: Attainment, facts: Mapping[str, MetricFacts], words: Words) -> list[str]:
    target = one.target
    unit = facts[target.metric].unit if target.metric in facts else ""
    return [
        metric_label(target.metric, facts, words),
        "" if target.dimension == "total" else target.member,
        period(target.period_start, target.grain),
        words.known("standing", one.standing.value),
        formatted(target.value, unit),
        formatted(one.value, unit),
        formatted(one.expected, unit) if one.expected != one.value else "",
        f"{one.share:.1%}" if one.share is not None else NOTHING,
        signed(one.distance, unit, points=words("points")),
    ]
