"""How generated SQL is laid out, so that people can read it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent

__all__ = ["indented", "listed", "unioned"]


def listed(items: Sequence[str], spaces: int = 4) -> str:
    """One item a line."""
    return (",\n" + " " * spaces).join(items)


def indented(text: str, spaces: int = 4) -> str:
    """Every line further in."""
    return indent(text, " " * spaces)


def unioned(selects: Sequence[str]) -> str:
    """All rows of all selects."""
    return "\nunion all\n".join(selects)
