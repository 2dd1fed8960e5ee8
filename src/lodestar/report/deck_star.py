"""A star's section of a deck: where it stands, what it follows from, what moved it, whether it is real."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.releases.series import Point
from lodestar.report.charts import Limits, TreeNode, tree_chart, trend_chart
from lodestar.report.charts.tree import State
from lodestar.report.charts.trend import Moment
from lodestar.report.deck_why import why_blocks
from lodestar.report.deck_words import TONES, change_of, label_of, team_of, unit_of, value_of
from lodestar.report.document import Block, Drawing, Figures, Paragraph, Section, Table, Tone
from lodestar.report.influence_view import influence_cells, influence_header
from lodestar.report.verdict_sentences import because, compared, sentence, state_word, weight
from lodestar.report.words import Words
from lodestar.review.monthly_review import MonthlyReview
from lodestar.review.months import month_before
from lodestar.review.star_review import DriverState, StarReview

__all__ = ["star_section"]

NODE_STATES: dict[str, State] = {"healthy": "good", "watch": "watch", "hollow": "bad", "unknown": "unknown"}


def star_section(star: StarReview, review: MonthlyReview, words: Words) -> Section:
    """The section."""
    found = star.verdict
    state = found.verdict.state
    return Section(
        f"{label_of(star.metric, review, words)} · {found.star.scope}",
        [
            *_verdict(star, words),
            *_standing(star, review, words),
            *_tree(star, review, words),
            *_influences(star, review, words),
            *why_blocks(star, review, words),
            *_signs(star, words),
        ],
        badge=state_word(found.verdict, words),
        tone=TONES[state],
        subtitle=found.star.value_statement,
        begins_page=True,
    )


def _verdict(star: StarReview, words: Words) -> Iterator[Block]:
    found = star.verdict
    yield Paragraph(because(found, words), TONES[found.verdict.state])
    if told := compared(found, words):
        yield Paragraph(words.sentences(told))


def _standing(star: StarReview, review: MonthlyReview, words: Words) -> Iterator[Block]:
    label, unit = label_of(star.metric, review, words), unit_of(star.metric, review)
    targets = {
        one.target.period_start: one.target.value
        for one in review.targets
        if one.target.metric == star.metric and one.target.dimension == "total"
    }
    charts = []
    moved = star.verdict.verdict.star
    limits = None
    if moved.before is not None and moved.limits and moved.months:
        limits = Limits(moved.before, *moved.limits, (moved.months[0], moved.months[-1]))
    signals = [moved.month] if moved.side else []
    labels = {"centre": words("deck_centre"), "target": words("deck_target")}
    monthly = trend_chart(
        _moments(star.months),
        name=words("deck_months_of", metric=label),
        unit=unit,
        grain="month",
        title=words("deck_months_of", metric=label),
        limits=limits,
        signals=signals,
        target={start: value for start, value in targets.items() if star.verdict.grain == "month"} or None,
        labels=labels,
    )
    weekly = trend_chart(
        _moments(star.weeks),
        name=words("deck_weeks_of", metric=label),
        unit=unit,
        grain="week",
        title=words("deck_weeks_of", metric=label),
        target={start: value for start, value in targets.items() if star.verdict.grain == "week"} or None,
        labels=labels,
    )
    for chart in (weekly, monthly):
        if chart:
            charts.append((chart, "" if chart.begins_at_zero else words("not_from_zero")))
    if charts:
        yield Figures(charts, is_small=True)
    said = [words("deck_limits") if limits else words("deck_no_limits")]
    if star.verdict.grain in ("week", "day"):
        said.append(words("deck_month_mean"))
    yield Paragraph(words.sentences(said), "soft")


def _moments(points: tuple[Point, ...]) -> list[Moment]:
    return [(point.period_start, point.value, point.is_final) for point in points]


def _tree(star: StarReview, review: MonthlyReview, words: Words) -> Iterator[Block]:
    if not star.drivers:
        return
    label = label_of(star.metric, review, words)
    before = next((p for p in star.months if p.period_start == month_before(review.month)), None)
    unit = unit_of(star.metric, review)
    ends = (before.value if before else None, star.point.value if star.point else None)
    root = TreeNode(
        label,
        NODE_STATES[star.verdict.verdict.state],
        value=value_of(star.point, unit, words),
        change=change_of(*ends, unit, words),
        children=tuple(_node(driver, review, words) for driver in star.drivers),
    )
    told = list(_told(root, 0))
    yield Drawing(tree_chart(root, words, name=words("deck_tree_of", metric=label)), told, title=words("deck_tree"))


def _influences(star: StarReview, review: MonthlyReview, words: Words) -> Iterator[Block]:
    rows = []
    for one in star.influences:
        _, _, *cells = influence_cells(one, words)
        rows.append((label_of(one.driver, review, words), label_of(one.metric, review, words), *cells))
    if rows:
        metric, driver, *header = influence_header(words)
        yield Table(
            (driver, metric, *header),
            rows,
            title=words("deck_influences"),
            figures_from=3,
            note=words("deck_influences_note"),
        )


def _node(driver: DriverState, review: MonthlyReview, words: Words) -> TreeNode:
    unit = unit_of(driver.metric, review)
    ends = [
        next((p for p in driver.points if p.period_start == month), None)
        for month in (month_before(review.month), review.month)
    ]
    before, now = ends
    return TreeNode(
        label_of(driver.metric, review, words),
        driver.state,
        value=value_of(now, unit, words),
        change=change_of(before.value if before else None, now.value if now else None, unit, words),
        edge="component" if driver.kind == "component" else "influence",
        note=team_of(driver.team, review, words),
        children=tuple(_node(below, review, words) for below in driver.drivers),
    )


def _told(node: TreeNode, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {node.label}: {node.value} {node.change} [{node.state}]"
    for child in node.children:
        yield from _told(child, depth + 1)


def _signs(star: StarReview, words: Words) -> Iterator[Block]:
    found = star.verdict
    tones: dict[str, Tone] = {"strong": "bad", "weak": "watch"}
    signs = sorted(found.verdict.signs, key=lambda sign: (bool(sign.unknown), not sign.is_raised))
    signs.sort(key=lambda sign: not (sign.is_raised and sign.severity == "strong"))
    yield Table(
        (words("deck_weight"), words("deck_sign"), words("deck_found")),
        [(weight(sign, words), words.known("verdict_sign", sign.code), sentence(sign, found, words)) for sign in signs],
        title=words("deck_signs"),
        figures_from=3,
        tones=[tones.get(sign.severity, "") if sign.is_raised else "" for sign in signs],
    )
