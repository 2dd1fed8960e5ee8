"""The growth panorama as Markdown: the same as the page, without charts."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.report.clean import markdown
from lodestar.report.difference_markdown import table
from lodestar.report.panorama_view import InitiativeRow, OpportunityRow, StarRow, panorama_view
from lodestar.report.words import Words
from lodestar.review.panorama import Panorama

__all__ = ["panorama_markdown"]


def panorama_markdown(panorama: Panorama, *, language: str = "en") -> str:
    """The document."""
    words = Words(language)
    view = panorama_view(panorama, words)
    lines = [f"# {words('panorama_title')}", "", markdown(view.until), ""]
    if view.problems:
        lines += [f"## {words('goals_unread')}", "", *(f"- {markdown(sentence)}" for sentence in view.problems), ""]
    for star in view.stars:
        lines += [*_star(star, words), ""]
    if view.off_tree:
        lines += [markdown(view.off_tree), ""]
    if view.without:
        lines += [f"## {words('actions_without')}", "", *(f"- {markdown(line)}" for line in view.without), ""]
    lines += [f"## {words('reading')}", "", *(f"- {markdown(sentence)}" for sentence in view.reading), ""]
    return "\n".join(lines)


def _star(star: StarRow, words: Words) -> Iterator[str]:
    yield from (f"## {markdown(star.title)}", "")
    if star.value:
        yield from (f"**{markdown(star.value)}**", "")
    yield from (markdown(star.statement), "")
    if not star.directions:
        yield words("panorama_none")
    for name, opportunities in star.directions:
        yield from (f"### {markdown(name)}", "")
        for opportunity in opportunities:
            yield from _opportunity(opportunity, words)


def _opportunity(one: OpportunityRow, words: Words) -> Iterator[str]:
    yield from (f"#### {markdown(one.name)}", "")
    for headline, sentences in one.rooms:
        told = markdown(" ".join(sentences))
        yield f"- **{markdown(headline)}** {told}" if headline else f"- {told}"
    yield ""
    keys = ("action_initiative", "metric", "action_expected", "action_effect", "action_interval", "action_verdict")
    header = [words.heading(words(key)) for key in keys]
    yield from table(header, [_cells(row) for row in one.initiatives])
    yield ""
    yield from (f"- {markdown(row.name)}: {markdown(row.how)}" for row in one.initiatives)
    yield ""


def _cells(row: InitiativeRow) -> list[str]:
    who = f"{row.name} ({row.who}; {row.dates})"
    return [markdown(cell) for cell in (who, row.metric, row.expected, row.effect, row.interval, row.verdict)]
