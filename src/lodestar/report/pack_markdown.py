"""The meeting pack as Markdown, for a wiki or an e-mail: the same as the page, without charts."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.report.card_view import CardView, card_view, reading_notes
from lodestar.report.clean import fenced, markdown
from lodestar.report.difference_markdown import change_markdown, table
from lodestar.report.pack import Pack
from lodestar.report.pack_page import compared
from lodestar.report.words import Words

__all__ = ["pack_markdown"]


def pack_markdown(pack: Pack, *, language: str = "en") -> str:
    """The document."""
    words = Words(language)
    views = [card_view(card, pack, words) for card in pack.cards]
    heading = words("pack_of", project=pack.project, date=pack.today.isoformat())
    lines = [f"# {words('pack_title')}", "", markdown(heading), ""]
    lines += [words("agenda_count", n=len(views)) if views else words("agenda_empty"), ""]
    lines += [markdown(compared(pack, words)), ""] if pack.difference else []
    lines += [words("no_release"), ""] if not pack.release_id else []
    if pack.notes:
        lines += [f"## {words('not_computed')}", "", *_list(pack.notes), ""]
    if views:
        rows = [
            (str(n), markdown(view.title), " ".join(map(markdown, view.reasons)), markdown(view.owner))
            for n, view in enumerate(views, 1)
        ]
        header = ("", words("metric"), words("why_here"), words("owner"))
        lines += [f"## {words('agenda')}", "", *table(header, rows), ""]
        lines += [f"## {words('reading')}", "", *_list(reading_notes(words)), ""]
    for number, view in enumerate(views, 1):
        lines += [*_card(number, view, words), ""]
    return "\n".join(lines)


def _card(number: int, view: CardView, words: Words) -> Iterator[str]:
    card = view.card
    named = " ".join(part for part in (view.title, view.subtitle, f"({card.name})") if part)
    yield from (f"## {number}. {markdown(named)}", "", *_list(view.reasons))
    if card.description:
        yield from ("", f"### {words('meaning')}", "", markdown(card.description))
    if card.formula:
        yield from ("", f"### {words('formula')}", "", fenced(card.formula))
    yield from ("", f"### {words('facts')}", "")
    yield from (f"- **{title}**: {markdown(told)}" for title, told in view.facts)
    if view.disputes:
        keys = ("department", "period", "ours", "theirs", "off_by", "explained")
        yield from ("", f"### {words('disputes')}", "", *_table(keys, view.disputes, words))
    if view.change:
        yield from (
            "",
            f"### {words('titled', title=words('impact'), text=view.change.kind)}",
            "",
            *change_markdown(view.change.change, words),
        )
    if view.sources:
        marts = markdown(words.all_of(card.marts))
        yield from ("", f"### {words('lineage')}", "", words("titled", title=words("lineage_marts"), text=marts), "")
        yield from _table(("raw_table", "raw_columns"), view.sources, words)
        if not card.has_columns:
            yield from ("", words("lineage_tables_only"))
    yield from ("", f"### {words('quality')}", "", markdown(view.quality))
    bad = [row for row in view.checks if row[3]]
    yield from (f"- {markdown(row[0])}: {markdown(words('not_passed', checks=row[3]))}" for row in bad)
    if card.rules:
        notes = [f"{rule.code}: {rule.message} {rule.mend}" for rule in card.rules]
        yield from ("", f"### {markdown(words('rules'))}", "", *_list(notes))
    yield from ("", f"### {words('history')}", "")
    keys = ("decision", "decided_on", "effective_from", "agreed_by", "why", "binds")
    yield from _table(keys, view.history, words) if view.history else [words("history_none")]
    if view.questions:
        yield from ("", f"### {words('questions')}", "")
        yield from (f"{place}. {markdown(sentence)}" for place, sentence in enumerate(view.questions, 1))
    yield from ("", f"### {words('outcome')}", "")
    yield from (f"- [ ] {words(f'outcome_{choice}')}" for choice in ("agreed", "changed", "rejected", "later"))
    yield from (f"- {words('outcome_who')}:", f"- {words('outcome_note')}:")
    if view.command:
        yield from ("", f"### {words('record')}", "", *_list(view.record), "", words("record_text"), "")
        yield fenced(view.command, "sh")


def _list(sentences: tuple[str, ...] | list[str]) -> list[str]:
    return [f"- {markdown(sentence)}" for sentence in sentences]


def _table(keys: tuple[str, ...], rows: tuple[tuple[str, ...], ...], words: Words) -> Iterator[str]:
    return table([words(key) for key in keys], [[markdown(cell) for cell in row] for row in rows])
