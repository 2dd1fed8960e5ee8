"""Charts of rows: names on the left, a bar or an interval for each, and its figure beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lodestar.report.charts.chart import Spec
from lodestar.report.charts.frame import frame
from lodestar.report.charts.lettering import FONT_SIZE, cut_to, text_width, wrapped
from lodestar.report.charts.scale import Scale, scale_for

__all__ = ["GAP", "LINE", "WIDTH", "Rows", "lay_out", "lines_of", "room_of", "row_scale"]

WIDTH = 760.0
GAP = 8.0
"""Between a bar and the figure beside it."""

EDGE = 12.0
LEAST_OF_BARS = 160.0
"""A chart grows wider than wanted before its bars get less room than this."""

MOST_OF_NAMES = 230.0
MOST_LINES = 2
LINE = FONT_SIZE + 3.0
ROW, HIGH_ROW = 28.0, 42.0
"""Height of a row whose name has one line, and two."""


@dataclass(frozen=True)
class Rows:
    """Where rows stand.

    Attributes:
        shown: the names, each in its lines.
        left, right: room for names and figures, in pixels.
        width: of the whole chart.
    """

    shown: tuple[tuple[str, ...], ...]
    left: float
    right: float
    width: float

    @property
    def room(self) -> float:
        """Room for bars."""
        return self.width - self.left - self.right

    @property
    def height(self) -> float:
        """Of all rows."""
        return len(self.shown) * (HIGH_ROW if any(len(lines) > 1 for lines in self.shown) else ROW)

    def frame(self, layers: Iterable[Spec], x: Spec, *, bottom: float = 30.0) -> Spec:
        """The specification, with an encoding of values; rows are encoded by their place in `row`."""
        scale = {"type": "band", "domain": list(range(len(self.shown))), "paddingInner": 0.36, "paddingOuter": 0.18}
        y = {"field": "row", "type": "ordinal", "scale": scale, "axis": None}
        padding = (self.left, 6.0, self.right, bottom)
        return frame(self.width, self.height + 6 + bottom, padding, layers, encoding={"x": x, "y": y})


def lay_out(
    labels: Iterable[str], risen: Iterable[str], fallen: Iterable[str] = (), *, width: float = WIDTH, bold: bool = False
) -> Rows:
    """Rows with such names, figures to the right of bars, and figures to the left of bars."""
    shown = tuple(tuple(lines_of(label)) for label in labels)
    left = room_of((line for lines in shown for line in lines), bold=bold) + EDGE + room_of(fallen)
    right = room_of(risen, bold=bold) + 2 * EDGE
    return Rows(shown, left, right, max(width, left + right + LEAST_OF_BARS))


def lines_of(name: str) -> list[str]:
    """A name in the lines that it is shown in: two at most, the rest is cut."""
    lines = wrapped(name, MOST_OF_NAMES)
    if len(lines) <= MOST_LINES:
        return lines or [""]
    return [*lines[: MOST_LINES - 1], cut_to(name[len(" ".join(lines[: MOST_LINES - 1])) :].strip(), MOST_OF_NAMES)]


def room_of(texts: Iterable[str], *, bold: bool = False) -> float:
    """Room for the widest of some texts; none for none."""
    return max((text_width(text, bold=bold) + GAP for text in texts if text), default=0.0)


def row_scale(values: Sequence[float], room: float, unit: str, *, with_zero: bool = False) -> Scale:
    """A scale along the rows, with no more ticks than have room for their labels."""
    for wanted in (5, 4, 3, 2):
        scale = scale_for(values, with_zero=with_zero, wanted=wanted)
        if sum(text_width(scale.label(tick, unit)) + 2 * GAP for tick in scale.ticks) <= room:
            break
    return scale
