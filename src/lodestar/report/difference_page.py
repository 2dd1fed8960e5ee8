"""A difference as a page: one HTML file that needs no network and no script, with charts, for a screen or a printer."""

from __future__ import annotations

from lodestar.governance.difference import Difference
from lodestar.report.change_view import change_view
from lodestar.report.difference_summary import counts, data_sentence, in_order, side, summary
from lodestar.report.template import render
from lodestar.report.words import Words

__all__ = ["difference_page"]


def difference_page(difference: Difference, *, language: str = "en", title: str = "") -> str:
    """The page. `title` is by default what it is about."""
    words = Words(language)
    changes = in_order(difference)
    return render(
        "difference.html.j2",
        words,
        title=title or words("difference_title"),
        compared=words("compared", base=side(difference.base, words), new=side(difference.new, words)),
        data=data_sentence(difference, words) if difference.of_meaning else "",
        counts=counts(difference, words),
        changes=[(change_view(change, words), summary(change, words)) for change in changes],
    )
