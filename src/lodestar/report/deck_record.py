"""The last sections of a deck: what was reported and would be different, data quality, definitions, what to decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lodestar.report.deck_words import label_of, team_of
from lodestar.report.document import Block, Bullets, Paragraph, Section, Table
from lodestar.report.effect_words import verdict
from lodestar.report.figures import formatted, period, signed
from lodestar.report.words import Words
from lodestar.review.effects import Measured
from lodestar.review.monthly_review import MonthlyReview, Question
from lodestar.review.restatement import Restatement

__all__ = ["definitions_section", "quality_section", "questions_section", "restated_section"]


def restated_section(review: MonthlyReview, words: Words) -> Section:
    """Differences of frozen months by cause."""
    changed = [one for one in review.restated if one.values]
    blocks: list[Block] = []
    if not review.restated:
        blocks.append(Paragraph(words("deck_restated_unfrozen")))
    elif not changed:
        months = words.all_of(one.month for one in review.restated)
        blocks.append(Paragraph(words("deck_restated_none", months=months)))
    for one in changed:
        names = words.all_of(label_of(metric, review, words) for metric in one.metrics)
        blocks.append(Paragraph(words("deck_restated_of", month=one.month, n=one.values, metrics=names)))
        header = [words("metric"), words("period"), words("deck_reported"), words("deck_today"), words("difference")]
        rows = [_restated_row(found, review, words) for found in one.shown]
        if rows:
            blocks.append(Table([*header, words("deck_causes")], rows, figures_from=2))
    return Section(words("deck_restated"), blocks, begins_page=bool(changed))


def _restated_row(one: Restatement, review: MonthlyReview, words: Words) -> tuple[str, ...]:
    points = words("points")
    causes = [words.known("deck_cause", cause) for cause in one.causes]
    if one.parts:
        sizes = {cause: signed(float(part), one.unit, points=points) for cause, part in one.parts.items()}
        causes = [f"{words.known('deck_cause', cause)} {size}" for cause, size in sizes.items()]
    difference = one.difference
    return (
        label_of(one.metric, review, words),
        f"{one.period_start[:7]}" if one.grain == "month" else f"{one.grain} {one.period_start}",
        formatted(one.reported, one.unit),
        formatted(one.today, one.unit),
        signed(None if difference is None else float(difference), one.unit, points=points),
        words.apart(causes),
    )


def quality_section(review: MonthlyReview, words: Words) -> Section:
    """Checks of the release, and what is provisional."""
    passed = review.checks.get("passed", 0)
    failed = sum(review.checks.values()) - passed
    blocks: list[Block] = [
        Paragraph(words("deck_checks", passed=f"{passed:,}", failed=f"{failed:,}"), "watch" if failed else "")
    ]
    stale = [label_of(name, review, words) for name, row in review.catalog.items() if row.get("is_stale")]
    if stale:
        blocks.append(Paragraph(words("deck_stale", metrics=words.all_of(stale)), "watch"))
    if review.findings:
        blocks.append(Bullets(review.findings))
    if review.frozen and review.frozen.provisional:
        blocks.append(Paragraph(words("deck_provisional_note", n=f"{review.frozen.provisional:,}"), "watch"))
    return Section(words("deck_quality"), blocks)


def definitions_section(review: MonthlyReview, words: Words) -> Section:
    """Decisions of the month, and metrics that were reported by another definition than before."""
    blocks: list[Block] = []
    if review.decisions:
        blocks.append(
            Bullets(
                [
                    words(
                        "deck_decided",
                        number=decision.number,
                        date=decision.decided_on.isoformat(),
                        title=decision.title,
                        metrics=words.all_of(metric.name for metric in decision.metrics),
                    )
                    for decision in review.decisions
                ]
            )
        )
    if review.redefined:
        names = words.all_of(label_of(metric, review, words) for metric in review.redefined)
        blocks.append(Paragraph(words("deck_redefined", metrics=names), "watch"))
    if not blocks:
        blocks.append(Paragraph(words("deck_definitions_none", month=f"{review.month:%Y-%m}")))
    return Section(words("deck_definitions"), blocks)


def questions_section(review: MonthlyReview, words: Words) -> Section:
    """What the meeting decides, numbered."""
    said = [ASKED.get(question.code, _of_metric)(question, review, words) for question in review.questions]
    blocks: list[Block] = [Bullets(said, are_numbered=True)] if said else [Paragraph(words("deck_questions_none"))]
    return Section(words("deck_questions"), blocks, begins_page=True)


def _of_metric(question: Question, review: MonthlyReview, words: Words) -> str:
    values = dict(question.values or {})
    if "team" in values:
        values["team"] = team_of(str(values["team"]), review, words)
    if question.metric:
        values["metric"] = label_of(question.metric, review, words)
    return words(f"question_{question.code}", **values)


def _target(question: Question, review: MonthlyReview, words: Words) -> str:
    one = dict(question.values or {})["attainment"]
    share = f"{one.share:.1%}" if one.share is not None else formatted(one.value, "")
    said = period(one.target.period_start, one.target.grain)
    return words("question_target", metric=label_of(question.metric, review, words), share=share, period=said)


def _action(question: Question, review: MonthlyReview, words: Words) -> str:
    values = dict(question.values or {})
    action = values["action"]
    told = {"initiative": action.initiative, "team": team_of(action.team, review, words)}
    if "verdict" in values:
        told["verdict"] = verdict(Measured(action, verdict=values["verdict"]), words)
    return words(f"question_{question.code}", **told)


ASKED: Mapping[str, Callable[[Question, MonthlyReview, Words], str]] = {
    "target": _target,
    "action": _action,
    "aimless": _action,
}
