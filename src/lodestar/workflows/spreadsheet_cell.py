"""Cells for spreadsheets: a raw text that looks like a formula must not be run as one (OWASP: CSV injection)."""

from __future__ import annotations

import re

__all__ = ["defused", "restored"]

FORMULA = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
MARKED = re.compile(r"'+[=+\-@\t\r]")


def defused(cell: str) -> str:
    """The text with `'` before it where a spreadsheet would take it for a formula; numbers stay as they are."""
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def restored(cell: str) -> str:
    """The text that `defused` was given."""
    return cell[1:] if MARKED.match(cell) else cell
