"""Plain text in columns, for a terminal: a Chinese letter is as wide as two others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from lodestar.report.clean import plain

__all__ = ["columns", "shortened", "width", "wrapped"]

GAP = "  "
PIECE = re.compile(r"\s+|[^\s\u2e80-\uffef]+|.")
"""What stays on one line: a word, or a single Chinese letter."""


def width(text: str) -> int:
    """Cells that the text takes."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)


def columns(header: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1, widest: int = 44) -> list[str]:
    """Lines of a table. The first `left` columns stand left and are shortened to `widest`; the others stand right."""
    texts = [[plain(cell) for cell in row] for row in (header, *rows)]
    texts = [[shortened(cell, widest) if n < left else cell for n, cell in enumerate(row)] for row in texts]
    widths = [max(width(row[n]) for row in texts) for n in range(len(header))]
    lines = []
    for row in texts:
        cells = [
            cell + " " * (widths[n] - width(cell)) if n < left else " " * (widths[n] - width(cell)) + cell
            for n, cell in enumerate(row)
        ]
        lines.append(GAP.join(cells).rstrip())
    return lines


def shortened(text: str, cells: int) -> str:
    """The text, cut with an ellipsis where it takes more cells."""
    if width(text) <= cells:
        return text
    kept = ""
    for letter in text:
        if width(kept + letter) > cells - 1:
            break
        kept += letter
    return f"{kept}…"


def wrapped(text: str, cells: int, *, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most `cells`, `first` before the first line and `rest` before the others."""
    lines = [first]
    empty = True
    for piece in PIECE.findall(plain(text)):
        if not empty and width(lines[-1] + piece.rstrip()) > cells:
            lines[-1] = lines[-1].rstrip()
            lines.append(rest)
            empty = True
        if empty and piece.isspace():
            continue
        lines[-1] += piece
        empty = False
    return [line.rstrip() for line in lines]
