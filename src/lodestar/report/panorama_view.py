"""The growth panorama in one language: what page and Markdown show alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lodestar.report.charts import Chart
from lodestar.report.charts.interval import IntervalScale, interval_chart, interval_scale
from lodestar.report.effect_words import dates, how, interval, line_of, metric_label, verdict
from lodestar.report.figures import formatted, percent
from lodestar.report.words import Words
from lodestar.review.effects import Measured, Verdict
from lodestar.review.headroom import Headroom
from lodestar.review.panorama import Opportunity, Panorama, StarView

__all__ = ["InitiativeRow", "OpportunityRow", "PanoramaView", "StarRow", "panorama_view"]

GOOD = (Verdict.as_expected, Verdict.more, Verdict.moved)
BAD = (Verdict.wrong_way, Verdict.nothing, Verdict.less)


@dataclass(frozen=True)
class InitiativeRow:
    """Levels 3 and 4. `tone` is `good`, `bad` or `open`."""

    name: str
    metric: str
    who: str
    dates: str
    expected: str
    reaches: str
    note: str
    verdict: str
    tone: str
    effect: str
    interval: str
    how: str
    chart: Chart | None


@dataclass(frozen=True)
class OpportunityRow:
    """Level 2: a headline and sentences for each headroom."""

    name: str
    rooms: tuple[tuple[str, tuple[str, ...]], ...]
    initiatives: tuple[InitiativeRow, ...]


@dataclass(frozen=True)
class StarRow:
    """A star, and per direction (level 1) its opportunities."""

    title: str
    name: str
    value: str
    statement: str
    directions: tuple[tuple[str, tuple[OpportunityRow, ...]], ...]


@dataclass(frozen=True)
class PanoramaView:
    """The whole."""

    until: str
    stars: tuple[StarRow, ...]
    without: tuple[str, ...]
    off_tree: str
    reading: tuple[str, ...]
    problems: tuple[str, ...]


def panorama_view(panorama: Panorama, words: Words) -> PanoramaView:
    """The view."""
    measured = [
        one
        for star in panorama.stars
        for direction in star.directions
        for opportunity in direction.opportunities
        for one in opportunity.initiatives
    ]
    scale = interval_scale((one.effect, one.action.expected_effect) for one in measured if one.effect)
    names = words.all_of(metric_label(metric, panorama.facts, words) for metric in panorama.off_tree)
    return PanoramaView(
        until=words("panorama_until", until=panorama.until.isoformat(), release=panorama.release_id),
        stars=tuple(_star(star, panorama, scale, words) for star in panorama.stars),
        without=tuple(line_of(action, words) for action in panorama.without_metric),
        off_tree=words("panorama_off_tree", metrics=names) if names else "",
        reading=(words("reading_headroom"), words("reading_effect"), words("reading_alone")),
        problems=tuple(problem.sentence() for problem in panorama.problems),
    )


def _star(view: StarView, panorama: Panorama, scale: IntervalScale, words: Words) -> StarRow:
    directions = tuple(
        (direction.name, tuple(_opportunity(one, panorama, scale, words) for one in direction.opportunities))
        for direction in view.directions
    )
    if view.star is None:
        return StarRow(words("panorama_no_star"), "", "", words("panorama_no_star_text"), directions)
    fact = panorama.facts.get(view.star.metric)
    value = ""
    if view.point and fact:
        period = words.period(view.point.period_start, view.grain)
        value = words("panorama_star_at", value=_in_unit(view.point.value, fact.unit), period=period)
    title = metric_label(view.star.metric, panorama.facts, words)
    return StarRow(title, view.star.metric, value, view.star.value_statement, directions)


def _opportunity(one: Opportunity, panorama: Panorama, scale: IntervalScale, words: Words) -> OpportunityRow:
    rooms = tuple(_room(room, panorama, words) for room in one.headrooms)
    if not rooms:
        rooms = (("", (words("room_none"),)),)
    return OpportunityRow(one.name, rooms, tuple(_initiative(m, panorama, scale, words) for m in one.initiatives))


def _room(room: Headroom, panorama: Panorama, words: Words) -> tuple[str, tuple[str, ...]]:
    unit = panorama.facts[room.metric].unit
    label = metric_label(room.metric, panorama.facts, words)
    return (
        words("titled", title=label, text=_in_unit(room.whole, unit)),
        tuple(_sentences(room, unit, words)),
    )


def _sentences(room: Headroom, unit: str, words: Words) -> Iterator[str]:
    best = room.best
    quarter = formatted(room.quarter, unit)
    yield words("room_quarter", dimension=room.dimension, quarter=quarter, change=percent(room.to_quarter))
    yield words(
        "room_best",
        member=best.member,
        value=formatted(best.value, unit),
        share=f"{best.share:.0%}",
        change=percent(room.to_best),
    )
    if room.stands_out is not None:
        yield words("room_stands_out") if room.stands_out else words("room_chance")
    if room.goal is not None:
        yield words(
            "room_goal",
            goal=formatted(room.goal, unit),
            there=room.at_goal,
            all=len(room.members),
            share=f"{room.share_at_goal:.0%}",
        )


def _initiative(one: Measured, panorama: Panorama, scale: IntervalScale, words: Words) -> InitiativeRow:
    action, effect = one.action, one.effect
    expected = action.expected_effect
    said = interval(effect, words)
    alt = words(
        "chart_of_effect",
        initiative=action.initiative,
        effect=percent(effect.relative if effect else None),
        low=percent(effect.low if effect else None),
        high=percent(effect.high if effect else None),
    )
    return InitiativeRow(
        name=action.initiative,
        metric=metric_label(action.metric or "", panorama.facts, words),
        who=words.all_of((action.owner, action.team)),
        dates=dates(action, words),
        expected=words("panorama_expected_none")
        if expected is None
        else words("panorama_expected", effect=percent(expected)),
        reaches=words("panorama_reaches", members=words.all_of(action.members)) if action.members else "",
        note=action.note,
        verdict=verdict(one, words),
        tone="good" if one.verdict in GOOD else "bad" if one.verdict in BAD else "open",
        effect=percent(effect.relative) if effect else "",
        interval=said if effect else "",
        how=how(one, words),
        chart=interval_chart(effect, expected, scale, name=alt) if effect else None,
    )


def _in_unit(value: float | None, unit: str) -> str:
    said = formatted(value, unit)
    return said if unit in ("ratio", "share") else f"{said} {unit}"
