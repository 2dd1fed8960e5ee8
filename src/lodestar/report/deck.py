"""The deck of a monthly review: inputs before outputs, then what is real, what was reported, and what to decide."""

from __future__ import annotations

from lodestar.errors import UsageError
from lodestar.report.deck_goals import actions_section, targets_section
from lodestar.report.deck_inputs import glance_section, inputs_section
from lodestar.report.deck_record import definitions_section, quality_section, questions_section, restated_section
from lodestar.report.deck_star import star_section
from lodestar.report.document import Document
from lodestar.report.document_markdown import document_markdown
from lodestar.report.document_page import document_page
from lodestar.report.words import Words
from lodestar.review.monthly_review import MonthlyReview

__all__ = ["deck_document", "deck_rendered"]


def deck_document(review: MonthlyReview, words: Words) -> Document:
    """The deck, section by section."""
    month = f"{review.month:%Y-%m}"
    sections = [
        glance_section(review, words),
        inputs_section(review, words),
        *(star_section(star, review, words) for star in review.stars),
        restated_section(review, words),
        targets_section(review, words),
        actions_section(review, words),
        quality_section(review, words),
        definitions_section(review, words),
        questions_section(review, words),
    ]
    stamp = [words("deck_data", at=review.data_cut_off[:16], release=review.release_id)]
    if review.frozen:
        frozen = review.frozen
        values = {"values": f"{frozen.values:,}", "provisional": f"{frozen.provisional:,}"}
        at = frozen.frozen_at[:16].replace("T", " ")
        stamp.append(words("deck_frozen", at=at, release=frozen.release_id, **values))
        stamp.append(words("deck_head", head=frozen.head))
    return Document(
        title=words("deck_title", month=month),
        subtitle=words("deck_of", project=review.project),
        sections=sections,
        stamp=stamp,
        warning="" if review.frozen else words("deck_draft", month=month),
    )


def deck_rendered(review: MonthlyReview, form: str, *, language: str = "en") -> str:
    """The deck as `html` or `md`.

    Raises:
        UsageError: another form, or a language that is not there.
    """
    words = Words(language)
    if form == "html":
        return document_page(deck_document(review, words), language=language)
    if form == "md":
        return document_markdown(deck_document(review, words))
    raise UsageError(f"A deck is written as html or md, not as {form!r}.")
