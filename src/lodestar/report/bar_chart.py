"""A chart of changes, one bar a member, to the right where it rose and to the left where it fell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lodestar.report.clean import plain
from lodestar.report.scale import FONT_SIZE, cut_to, svg, text, text_width

__all__ = ["Bar", "bar_chart"]

WIDTH, ROW = 760.0, 26.0
MOST_OF_NAMES = 230.0
"""Room for names of members; longer ones are cut, and told whole when somebody points at them."""

LEAST_OF_BARS = 160.0
RISEN, FALLEN, GREY = "#1b5fab", "#b45309", "#5b6876"


@dataclass(frozen=True)
class Bar:
    """A member and its change; `words` is the change as people read it."""

    name: str
    value: float
    words: str


def bar_chart(bars: Sequence[Bar], *, name: str) -> Markup | None:
    """The chart; None without bars."""
    if not bars:
        return None
    names = min(max(text_width(bar.name) for bar in bars), MOST_OF_NAMES)
    fallen = max((text_width(bar.words) + 8 for bar in bars if bar.value < 0), default=0.0)
    risen = max((text_width(bar.words) + 8 for bar in bars if bar.value >= 0), default=0.0)
    room = max(WIDTH - names - 24 - fallen - risen, LEAST_OF_BARS)
    low = min(0.0, *(bar.value for bar in bars))
    high = max(0.0, *(bar.value for bar in bars))
    scale = room / (high - low) if high > low else 0.0
    zero = names + 12 + fallen - low * scale
    height = ROW * len(bars) + 8
    parts = [
        *(part for row, bar in enumerate(bars) for part in _bar(row, bar, names, zero, scale)),
        Markup('<line x1="{0:.1f}" x2="{0:.1f}" y1="0" y2="{1:.1f}" stroke="{2}"/>').format(zero, height, GREY),
    ]
    return svg(max(WIDTH, names + 24 + fallen + risen + room), height, name, parts)


def _bar(row: int, bar: Bar, names: float, zero: float, scale: float) -> Iterator[Markup]:
    top = 4 + row * ROW
    baseline = top + ROW / 2 + FONT_SIZE * 0.2
    whole = Markup("<g><title>{}</title>{}</g>")
    yield whole.format(plain(bar.name), text(names, baseline, cut_to(bar.name, MOST_OF_NAMES), anchor="end"))
    length = abs(bar.value) * scale
    left = zero if bar.value >= 0 else zero - length
    yield Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>').format(
        left, top + 3, length, ROW - 10, RISEN if bar.value >= 0 else FALLEN
    )
    if bar.value >= 0:
        yield text(zero + length + 6, baseline, bar.words)
    else:
        yield text(zero - length - 6, baseline, bar.words, anchor="end")
