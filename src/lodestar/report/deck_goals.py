"""Targets and actions in a deck."""

from __future__ import annotations

import math

from lodestar.report.charts import Attained, Effect, bars_with_targets, effect_chart
from lodestar.report.deck_words import label_of, team_of, unit_of
from lodestar.report.document import Block, Bullets, Figures, Paragraph, Section, Table, Tone
from lodestar.report.effect_words import how, interval, line_of, verdict
from lodestar.report.figures import NOTHING, formatted, percent, period, signed
from lodestar.report.words import Words
from lodestar.review.effects import Measured, Verdict
from lodestar.review.monthly_review import MonthlyReview
from lodestar.review.targets import Attainment, Standing

__all__ = ["actions_section", "targets_section"]

STANDING_TONES: dict[Standing, Tone] = {Standing.missed: "bad", Standing.behind: "watch"}
VERDICT_TONES: dict[Verdict, Tone] = {Verdict.wrong_way: "bad", Verdict.nothing: "watch", Verdict.less: "watch"}
MOST_BARS = 12


def targets_section(review: MonthlyReview, words: Words) -> Section:
    """Attainment of every target of the month; as bars, those of the whole."""
    if not review.targets:
        return Section(words("deck_targets"), [Paragraph(words("deck_targets_none"))], begins_page=True)
    blocks: list[Block] = []
    whole = [one for one in review.targets if one.target.dimension == "total" and one.share is not None]
    bars = bars_with_targets(
        [_bar(one, review, words) for one in whole[:MOST_BARS]], name=words("deck_reached"), unit="ratio"
    )
    if bars:
        blocks.append(Figures([(bars, words("deck_reached"))]))
    keys = ("target_goal", "target_value", "target_share", "target_distance")
    header = (words("metric"), words("member"), words("period"), words("target_state"), *map(words, keys))
    rows = [_target_row(one, review, words) for one in review.targets]
    tones = [STANDING_TONES.get(one.standing, "") for one in review.targets]
    counts = {standing.value: sum(one.standing is standing for one in review.targets) for standing in Standing}
    blocks.append(Table(header, rows, figures_from=4, tones=tones, note=words("target_counts", **counts)))
    return Section(words("deck_targets"), blocks, begins_page=True)


def actions_section(review: MonthlyReview, words: Words) -> Section:
    """What was done, and what it did."""
    if not review.actions:
        return Section(words("deck_actions"), [Paragraph(words("deck_actions_none"))], begins_page=True)
    blocks: list[Block] = []
    # an interval without an end can't be drawn; the table has it
    known = [one for one in review.actions if one.effect and math.isfinite(one.effect.low + one.effect.high)]
    effects = [_effect(one, review, words) for one in known]
    chart = effect_chart(effects, name=words("deck_effects"), unit="ratio", points="%") if effects else None
    if chart:
        blocks.append(Figures([(chart, words("deck_effects"))]))
    with_metric = [one for one in review.actions if one.action.metric]
    keys = ("action_initiative", "deck_team", "metric", "action_verdict", "action_expected", "action_effect")
    header = (*map(words, keys), words("action_interval"))
    rows = [_action_row(one, review, words) for one in with_metric]
    tones = [VERDICT_TONES.get(one.verdict, "") if one.verdict else "" for one in with_metric]
    blocks.append(Table(header, rows, figures_from=4, tones=tones))
    notes = [f"{one.action.initiative}: {how(one, words)}" for one in with_metric if how(one, words)]
    if notes:
        blocks.append(Bullets(notes))
    aimless = [line_of(one.action, words) for one in review.actions if not one.action.metric]
    if aimless:
        blocks.append(Bullets(aimless, title=words("deck_aimless")))
    return Section(words("deck_actions"), blocks, begins_page=True)


def _bar(one: Attainment, review: MonthlyReview, words: Words) -> Attained:
    target = one.target
    said = f"{formatted(one.expected, unit_of(target.metric, review))} / {_value(target.value, target.metric, review)}"
    label = f"{label_of(target.metric, review, words)} {period(target.period_start, target.grain)}"
    reached = (
        None
        if one.standing in (Standing.provisional, Standing.running)
        else one.standing in (Standing.met, Standing.on_track)
    )
    return Attained(label, one.share or 0.0, 1.0, reached, said)


def _value(value: float, metric: str, review: MonthlyReview) -> str:
    return formatted(value, unit_of(metric, review))


def _target_row(one: Attainment, review: MonthlyReview, words: Words) -> tuple[str, ...]:
    target = one.target
    unit = unit_of(target.metric, review)
    return (
        label_of(target.metric, review, words),
        "" if target.dimension == "total" else target.member,
        period(target.period_start, target.grain),
        words.known("standing", one.standing.value),
        formatted(target.value, unit),
        formatted(one.value, unit),
        f"{one.share:.1%}" if one.share is not None else NOTHING,
        signed(one.distance, unit, points=words("points")),
    )


def _effect(one: Measured, review: MonthlyReview, words: Words) -> Effect:
    effect = one.effect
    assert effect is not None
    label = f"{one.action.initiative} → {label_of(one.action.metric or '', review, words)}"
    return Effect(label, effect.relative, effect.low, effect.high, one.action.expected_effect)


def _action_row(one: Measured, review: MonthlyReview, words: Words) -> tuple[str, ...]:
    action, effect = one.action, one.effect
    return (
        action.initiative,
        team_of(action.team, review, words),
        label_of(action.metric or "", review, words),
        verdict(one, words),
        percent(action.expected_effect) if action.expected_effect is not None else NOTHING,
        percent(effect.relative) if effect else NOTHING,
        interval(effect, words),
    )
