"""A document as one HTML file: no network, no script, fit to be projected and printed."""

from __future__ import annotations

from lodestar.report.document import Document
from lodestar.report.template import render
from lodestar.report.words import Words

__all__ = ["document_page"]


def document_page(document: Document, *, language: str = "en") -> str:
    """The page."""
    return render("document.html.j2", Words(language), document=document)
