"""A card of the pack in one language: its sentences and the rows of its tables, the same for page and Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from lodestar.report import card_rows as rows
from lodestar.report.change_view import ChangeView, change_view
from lodestar.report.pack import Card, Pack
from lodestar.report.points import question, reason
from lodestar.report.words import Words

__all__ = ["CardView", "card_view", "reading_notes"]


@dataclass(frozen=True)
class CardView:
    """What is shown of a card.

    Attributes:
        title, subtitle: the label in the language of the meeting, and in the other.
        facts: title and text.
        disputes: a row a figure: department, where, the hub's, theirs, difference; then why, and the parts.
        history: a row a decision.
        checks: a row a table.
        command: as a shell reads it, an option a line.
    """

    card: Card
    title: str
    subtitle: str
    reasons: tuple[str, ...]
    questions: tuple[str, ...]
    owner: str
    facts: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    disputes: tuple[tuple[str, ...], ...]
    history: tuple[tuple[str, ...], ...]
    quality: str
    checks: tuple[tuple[str, ...], ...]
    record: tuple[str, ...]
    command: str
    change: ChangeView | None


def card_view(card: Card, pack: Pack, words: Words) -> CardView:
    """The view of a card."""
    title = words.label(card.label, card.label_zh)
    owner = words.label(card.owner_label or card.owner, card.owner_label_zh)
    other = card.label if title == card.label_zh else card.label_zh
    return CardView(
        card=card,
        title=title,
        subtitle=other if other != title else "",
        reasons=tuple(reason(point, card.unit, words) for point in card.item.reasons),
        questions=tuple(question(point, card.unit, words) for point in card.item.questions),
        owner=owner if owner == card.owner else f"{owner} ({card.owner})",
        facts=tuple(rows.facts(card, owner, words)),
        sources=tuple(rows.sources(card, words)),
        disputes=tuple(rows.disputes(card, words)),
        history=tuple(rows.past(one, words) for one in card.history),
        quality=rows.quality(card, pack, words),
        checks=tuple(
            (found.table, f"{found.total:,}", f"{found.passed:,}", words.all_of(found.not_passed))
            for found in card.checks
        ),
        record=tuple(rows.record(card, words)),
        command=rows.command(card.command),
        change=change_view(card.item.change, words) if card.item.change else None,
    )


def reading_notes(words: Words) -> list[str]:
    """What the words of the pack mean, for people who read one for the first time."""
    return [
        words("reading_definition"),
        words("reading_version"),
        words("reading_fingerprint"),
        words("reading_before"),
        words("reading_provisional"),
    ]
