"""Scales of charts: round ticks, the room that texts need, and which labels fit side by side."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from lodestar.report.clean import plain
from lodestar.report.figures import SHARES

__all__ = ["FONT", "FONT_SIZE", "Scale", "cut_to", "fitting", "scale_for", "svg", "text", "text_width"]

FONT_SIZE = 13
FONT = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
FROM_ZERO = 0.5
"""A scale begins at 0 unless the least value is larger than this part of the greatest: changes would be too small."""

EQUAL = 1e-9

BROAD = frozenset("mwMWOQ%@&+<>=#~…")
"""Letters nearly as wide as high, in the widest of usual fonts."""


@dataclass(frozen=True)
class Scale:
    """Round ticks from below the least to above the greatest value."""

    ticks: tuple[float, ...]
    step: float

    @property
    def begins_at_zero(self) -> bool:
        """Whether 0 is on it."""
        return self.ticks[0] <= 0 <= self.ticks[-1]

    def share(self, value: float) -> float:
        """Where a value lies, from 0 at the first tick to 1 at the last."""
        return (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])

    def label(self, tick: float, unit: str) -> str:
        """A tick with as many digits as tell it from the next."""
        decimals = max(0, -math.floor(math.log10(self.step) + EQUAL))
        if unit in SHARES:
            return f"{tick:.{max(0, decimals - 2)}%}"
        return f"{tick:,.{decimals}f}"


def scale_for(values: Iterable[float], *, with_zero: bool = False, wanted: int = 5) -> Scale:
    """A scale that holds the values, with about `wanted` steps."""
    listed = list(values)
    low, high = min(listed), max(listed)
    if with_zero or 0 < low <= FROM_ZERO * high:
        low = min(low, 0.0)
    if with_zero or (high < 0 and high >= FROM_ZERO * low):
        high = max(high, 0.0)
    if high - low <= EQUAL * max(abs(high), abs(low)):
        around = abs(high) / 10 or 1.0
        low, high = low - around, high + around
    step = _round_step((high - low) / wanted)
    first, last = math.floor(low / step + EQUAL), math.ceil(high / step - EQUAL)
    return Scale(tuple(n * step for n in range(first, last + 1)), step)


def text_width(words: str, size: float = FONT_SIZE) -> float:
    """Room for a text, rather too much than too little: nobody knows the reader's font."""
    return sum(_em(letter) for letter in words) * size


def cut_to(words: str, room: float) -> str:
    """The text, cut with an ellipsis where it needs more room."""
    if text_width(words) <= room:
        return words
    kept = words
    while kept and text_width(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def fitting(labels: Sequence[str], step: float) -> list[int]:
    """Places of the labels that can stand side by side, `step` apart: every one, every second, ..., the last always."""
    widest = max(map(text_width, labels), default=0.0) + FONT_SIZE
    stride = max(1, math.ceil(widest / step)) if step else len(labels) or 1
    return [len(labels) - 1 - n for n in range(0, len(labels), stride)][::-1]


def text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = "#1d2733") -> Markup:
    """A text at a place."""
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}">{}</text>').format(
        x, y, anchor, colour, plain(words)
    )


def svg(width: float, height: float, name: str, parts: Iterable[Markup]) -> Markup:
    """A drawing with a name for those who can't see it."""
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}" '
        'font-family="{}" font-size="{}">'
    ).format(width, height, plain(name), FONT, FONT_SIZE)
    return head + Markup("\n").join([Markup(""), *map(escape, parts), Markup("</svg>")])


def _round_step(least: float) -> float:
    power = math.floor(math.log10(least))
    for factor in (1.0, 2.0, 2.5, 5.0):
        if factor * 10.0**power >= least * (1 - EQUAL):
            return factor * 10.0**power
    return 10.0 ** (power + 1)


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in BROAD:
        return 1.0
    return 0.8 if letter.isupper() else 0.65
