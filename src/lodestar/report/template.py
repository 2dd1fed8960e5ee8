"""Renders the templates of pages: everything is escaped, and nothing may be missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from lodestar.report.clean import plain
from lodestar.report.words import Words

__all__ = ["render"]

FOLDER = Path(__file__).parent / "templates"
HTML_LANGUAGES = {"en": "en", "zh": "zh-Hans"}


def render(name: str, words: Words, **values: Any) -> str:
    """The page; its template finds the words as `t`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    environment.globals |= {"t": words, "html_language": HTML_LANGUAGES[words.language]}
    return environment.get_template(name).render(**values)


def _clean(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
