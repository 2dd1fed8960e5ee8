"""The first sections of a deck: every star at a glance, and the inputs that teams work on."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from lodestar.releases.series import Point
from lodestar.report.charts import sparkline
from lodestar.report.deck_words import TONES, change_of, label_of, team_of, unit_of, value_of
from lodestar.report.document import Block, Bullets, Paragraph, Section, Table, Tone
from lodestar.report.figures import formatted
from lodestar.report.verdict_sentences import state_word
from lodestar.report.words import Words
from lodestar.review.monthly_review import MonthlyReview
from lodestar.review.months import month_before
from lodestar.review.star_review import DriverState, StarReview

__all__ = ["glance_section", "inputs_section"]

STATE_TONES: dict[str, Tone] = {"good": "", "watch": "watch", "bad": "bad", "unknown": "soft"}


def glance_section(review: MonthlyReview, words: Words) -> Section:
    """One line a star."""
    header = [words("deck_star"), words("deck_scope"), words("deck_last_months"), words("deck_before")]
    header += [words("deck_value"), words("change"), words("deck_verdict")]
    rows, tones = [], []
    for star in review.stars:
        unit = unit_of(star.metric, review)
        before = _at(star.months, month_before(review.month))
        said = state_word(star.verdict.verdict, words)
        rows.append(
            (
                _with_unit(star.metric, review, words),
                star.verdict.star.scope,
                _line(star.months, star.metric, review, words),
                value_of(before, unit, words),
                value_of(star.point, unit, words),
                change_of(before.value if before else None, star.point.value if star.point else None, unit, words),
                said,
            )
        )
        tones.append(TONES[star.verdict.verdict.state])
    blocks: list[Table | Paragraph] = []
    if rows:
        blocks.append(Table(header, rows, figures_from=3, tones=tones))
    else:
        blocks.append(Paragraph(words("deck_no_star", month=f"{review.month:%Y-%m}")))
    for one in review.unjudged:
        star_label = label_of(one.star.metric, review, words)
        blocks.append(Paragraph(words("deck_unjudged", star=star_label, scope=one.star.scope), "watch"))
    return Section(words("deck_glance"), blocks)


def inputs_section(review: MonthlyReview, words: Words) -> Section:
    """Every driver once, by team: those that went wrong first."""
    header = [words("deck_driver"), words("deck_team"), words("deck_moves"), words("deck_last_months")]
    header += [words("deck_before"), words("deck_value"), words("change"), words("deck_normal")]
    rows, tones = [], []
    order = {"bad": 0, "watch": 1, "good": 2, "unknown": 3}
    for star, driver in sorted(_drivers(review), key=lambda pair: (order[pair[1].state], pair[1].team)):
        unit = unit_of(driver.metric, review)
        before, now = (_at(driver.points, month) for month in (month_before(review.month), review.month))
        limits = driver.change.limits
        rows.append(
            (
                _with_unit(driver.metric, review, words),
                team_of(driver.team, review, words),
                label_of(star.metric, review, words),
                _line(driver.points, driver.metric, review, words),
                value_of(before, unit, words),
                value_of(now, unit, words),
                change_of(before.value if before else None, now.value if now else None, unit, words),
                " – ".join(formatted(end, unit) for end in _possible(limits, driver.points)) if limits else "",
            )
        )
        tones.append(STATE_TONES[driver.state])
    blocks: list[Block] = [Table(header, rows, figures_from=4, tones=tones)] if rows else []
    ways = [
        f"{label_of(d.metric, review, words)} · {team_of(d.team, review, words)}: {words.apart(d.actions)}"
        for _, d in _drivers(review)
        if d.state in ("bad", "watch") and d.actions
    ]
    if ways:
        blocks.append(Bullets(ways, title=words("deck_actions_open")))
    return Section(words("deck_inputs"), blocks, subtitle=words("deck_inputs_why"), begins_page=True)


def _drivers(review: MonthlyReview) -> Iterator[tuple[StarReview, DriverState]]:
    seen: set[str] = set()
    for star in review.stars:
        for driver in (below for top in star.drivers for below in top.walk()):
            if driver.metric not in seen:
                seen.add(driver.metric)
                yield star, driver


def _at(points: tuple[Point, ...], month: object) -> Point | None:
    return next((point for point in points if point.period_start == month), None)


def _line(points: tuple[Point, ...], metric: str, review: MonthlyReview, words: Words) -> Markup:
    moments = [(point.period_start, point.value, point.is_final) for point in points]
    found = sparkline(moments, name=words("deck_months_of", metric=label_of(metric, review, words)))
    return found.svg if found else Markup("")


def _possible(limits: tuple[float, float], points: tuple[Point, ...]) -> tuple[float, float]:
    """Limits of what was never negative begin at 0."""
    is_positive = all(point.value is None or point.value >= 0 for point in points)
    return (max(0.0, limits[0]), limits[1]) if is_positive else limits


def _with_unit(metric: str, review: MonthlyReview, words: Words) -> str:
    unit = unit_of(metric, review)
    label = label_of(metric, review, words)
    return label if unit in ("ratio", "share", "") else words("deck_in_unit", label=label, unit=unit)
