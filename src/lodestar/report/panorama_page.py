"""The growth panorama as a page: one HTML file that reads from left to right, from the star to what came of it."""

from __future__ import annotations

from lodestar.report.panorama_view import panorama_view
from lodestar.report.template import render
from lodestar.report.words import Words
from lodestar.review.panorama import Panorama

__all__ = ["panorama_page"]


def panorama_page(panorama: Panorama, *, language: str = "en") -> str:
    """The page."""
    words = Words(language)
    return render("panorama.html.j2", words, view=panorama_view(panorama, words))
