"""A difference in the format that somebody asked for."""

from __future__ import annotations

from lodestar.errors import UsageError
from lodestar.governance.difference import Difference
from lodestar.report.difference_json import difference_json
from lodestar.report.difference_markdown import difference_markdown
from lodestar.report.difference_page import difference_page
from lodestar.report.difference_text import difference_text

__all__ = ["FORMATS", "rendered"]

FORMATS = ("text", "json", "md", "html")


def rendered(difference: Difference, format: str, *, lang: str = "en") -> str:
    """The difference as text, JSON, Markdown or a page.

    Raises:
        UsageError: another format or language.
    """
    if format == "json":
        return difference_json(difference)
    writers = {"text": difference_text, "md": difference_markdown, "html": difference_page}
    if format not in writers:
        raise UsageError(f"A difference is written as {', '.join(FORMATS)}, not as {format!r}.")
    return writers[format](difference, language=lang)
