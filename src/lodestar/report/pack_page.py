"""The meeting pack as a page: one HTML file to read on a screen, and to print and write on in the meeting."""

from __future__ import annotations

from lodestar.report.card_view import card_view, reading_notes
from lodestar.report.difference_summary import data_sentence
from lodestar.report.pack import Pack
from lodestar.report.template import render
from lodestar.report.words import Words

__all__ = ["compared", "pack_page"]


def pack_page(pack: Pack, *, language: str = "en") -> str:
    """The page."""
    words = Words(language)
    return render(
        "pack.html.j2",
        words,
        pack=pack,
        heading=words("pack_of", project=pack.project, date=pack.today.isoformat()),
        cards=[card_view(card, pack, words) for card in pack.cards],
        compared=compared(pack, words),
        reading=reading_notes(words),
    )


def compared(pack: Pack, words: Words) -> str:
    """What definitions were compared with, and on which data; empty when with nothing."""
    found = pack.difference
    if found is None:
        return ""
    said = words("pack_compared", base=found.base)
    return f"{said} {data_sentence(found, words)}" if found.of_meaning else said
