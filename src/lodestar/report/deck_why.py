"""What moved a star, in its section of a deck: waterfalls, and what each team gave."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.governance.exact import shown
from lodestar.report.charts import waterfall_chart
from lodestar.report.deck_words import label_of, team_of, unit_of
from lodestar.report.document import Block, Figures, Paragraph, Table
from lodestar.report.figures import percent
from lodestar.report.why_tables import change_of as part_of
from lodestar.report.words import Words
from lodestar.review.contribution import Contribution, Explanation, total
from lodestar.review.explanation import HALVES
from lodestar.review.monthly_review import MonthlyReview
from lodestar.review.months import month_before
from lodestar.review.star_review import StarReview

__all__ = ["why_blocks"]

MOST_PARTS = 7
"""Bars of a waterfall; the others are one."""

EXPLAINED = 2
"""Ways to divide a change that a deck draws; `lodestar why` tells all."""


def why_blocks(star: StarReview, review: MonthlyReview, words: Words) -> Iterator[Block]:
    """The change from the month before, divided in up to two ways, and by team."""
    months = {"before": f"{month_before(review.month):%Y-%m}", "now": f"{review.month:%Y-%m}"}
    title = words("deck_why", **months)
    if star.why is None:
        yield Paragraph(words("deck_why_none"), label=title)
        return
    charts = []
    for explanation in star.why.explanations[:EXPLAINED]:
        by = _by(explanation, words)
        parts = _parts(explanation, review, words)
        ends = [shown(value) or 0.0 for value in (explanation.old, explanation.new)]
        chart = waterfall_chart(
            (months["before"], ends[0]),
            parts,
            (months["now"], ends[1]),
            name=words("deck_why_chart", by=by, **months),
            unit=unit_of(star.metric, review),
            cut_off=words("deck_scale_cut"),
            points=words("points"),
            width=560.0,
        )
        charts.append((chart, by))
    if charts:
        yield Figures(charts, title=title, is_small=True)
    if not star.why.is_final:
        yield Paragraph(words("why_provisional"), "watch")
    yield from _teams(star, review, words)


def _by(explanation: Explanation, words: Words) -> str:
    if explanation.dimension:
        return words("why_by_dimension", dimension=explanation.by)
    return words("why_by_halves") if explanation.by == HALVES else words.heading(words.known("why_way", explanation.by))


def _parts(explanation: Explanation, review: MonthlyReview, words: Words) -> list[tuple[str, float]]:
    sums: dict[str, list[Contribution]] = {}
    for part in explanation.parts:
        name = words("why_overlap") if part.kind == "overlap" else part.name
        if not explanation.dimension and part.kind != "overlap":
            is_half = explanation.by == HALVES
            name = words.known("why", part.name) if is_half else label_of(part.name, review, words)
        sums.setdefault(name, []).append(part)
    ranked = sorted(sums.items(), key=lambda item: -abs(total(item[1])))
    few = ranked if len(ranked) <= MOST_PARTS else ranked[: MOST_PARTS - 1]
    found = [(name, float(total(parts))) for name, parts in few]
    others = [part for _, parts in ranked[len(few) :] for part in parts]
    if others:
        found.append((words("deck_rest", n=len(ranked) - len(few)), float(total(others))))
    return found


def _teams(star: StarReview, review: MonthlyReview, words: Words) -> Iterator[Block]:
    if star.unstated:
        yield Paragraph(words("deck_unstated", reason=star.unstated), label=words("deck_teams"))
        return
    if star.statement is None:
        return
    stated = star.statement.statement
    if not stated.teams:
        yield Paragraph(words("deck_no_identity"), "soft", label=words("deck_teams"))
        return
    unit = unit_of(star.metric, review)
    rows = []
    for team, part in stated.teams.items():
        share = percent(shown(part / stated.change)) if stated.change else ""
        rows.append((team_of(team, review, words), part_of(part, unit, words), share))
    rows.append((words("why_sum"), part_of(stated.change, unit, words), ""))
    header = (words("deck_team"), words("why_contribution"), words("why_share"))
    yield Table(header, rows, title=words("deck_teams"), note=words("why_exact"))
