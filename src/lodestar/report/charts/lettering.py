"""The room that texts need on a chart, and which labels fit side by side."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

__all__ = ["BOLD", "FONT_SIZE", "cut_to", "fitting", "text_width", "wrapped"]

FONT_SIZE = 13

BROAD = frozenset("mwMWOQ%@&+<>=#~…")
"""Letters nearly as wide as high, in the widest of usual fonts."""

NARROW = frozenset(" .,:;|!'()[]ijl")


BOLD = 1.15
"""How much wider bold letters are, at most."""


def text_width(words: str, size: float = FONT_SIZE, *, bold: bool = False) -> float:
    """Room for a text, rather too much than too little: nobody knows the reader's font."""
    return sum(_em(letter) for letter in words) * size * (BOLD if bold else 1)


def cut_to(words: str, room: float) -> str:
    """The text, cut with an ellipsis where it needs more room."""
    if text_width(words) <= room:
        return words
    kept = words
    while kept and text_width(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrapped(words: str, room: float, size: float = FONT_SIZE) -> list[str]:
    """The text in lines that fit: broken between words, or between any two letters where one word is too long."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(words, room, size):
        if line and text_width(line + piece.rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def fitting(labels: Sequence[str], step: float) -> list[int]:
    """Places of the labels that can stand side by side, `step` apart: every one, every second, ..., the last always."""
    widest = max(map(text_width, labels), default=0.0) + FONT_SIZE
    stride = max(1, math.ceil(widest / step)) if step else len(labels) or 1
    return [len(labels) - 1 - n for n in range(0, len(labels), stride)][::-1]


def _pieces(words: str, room: float, size: float) -> list[str]:
    """Where a line may be broken: after a space, on both sides of a Chinese letter, and anywhere in a long word."""
    found = _unbroken(words)
    return [part for piece in found for part in ([piece] if text_width(piece.rstrip(), size) <= room else piece)]


def _unbroken(words: str) -> list[str]:
    pieces: list[str] = []
    before = " "
    for letter in words:
        in_a_word = before != " " and not (_is_wide(before) or _is_wide(letter))
        if pieces and (in_a_word or letter == " " or _closes(letter) or _opens(before)):
            pieces[-1] += letter
        else:
            pieces.append(letter)
        before = letter
    return pieces


def _closes(letter: str) -> bool:
    """Whether it may not begin a line."""
    return unicodedata.category(letter) in ("Pe", "Pf", "Po")


def _opens(letter: str) -> bool:
    """Whether it may not end a line."""
    return unicodedata.category(letter) in ("Ps", "Pi")


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _em(letter: str) -> float:
    if _is_wide(letter) or letter in BROAD:
        return 1.0
    if letter in NARROW:
        return 0.4
    return 0.8 if letter.isupper() else 0.65
