"""An effect as a drawing: its interval as a bar, the estimate a point, what was expected a diamond, 0 a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lodestar.report.charts.chart import GRID, SOFT, Chart, Spec
from lodestar.report.charts.frame import box, frame, layer, rule, text
from lodestar.report.charts.lettering import FONT_SIZE, text_width
from lodestar.report.figures import percent
from lodestar.review.effects import Effect

__all__ = ["IntervalScale", "interval_chart", "interval_scale"]

WIDTH, HEIGHT = 240.0, 50.0
EXPECTED, MIDDLE = 8.0, 23.0
"""Where the diamond stands, and below it the bar: neither hides the other."""

EDGE = 10.0
LEAST = 0.05
"""An axis reaches at least to 5% on one side, so that effects of nothing don't look large."""

ROOM = 1.4
"""An axis reaches this far beyond the greatest estimate or expectation. A wider interval is cut there, with an arrow:
one that nobody can be sure of must not make all others small."""

GOOD, UNSURE, DIAMOND = "#1b5fab", "#7a8794", "#8a4b00"


@dataclass(frozen=True)
class IntervalScale:
    """The axis that all intervals of a page share."""

    low: float
    high: float

    def x(self, value: float) -> float:
        """Where a value lies; what is beyond the axis lies on its end."""
        kept = min(max(value, self.low), self.high)
        return EDGE + (kept - self.low) / (self.high - self.low) * (WIDTH - 2 * EDGE)


def interval_scale(effects: Iterable[tuple[Effect, float | None]]) -> IntervalScale:
    """An axis that holds every estimate and what was expected, and intervals as far as they don't dwarf these."""
    centres, ends = [0.0], [0.0]
    for effect, expected in effects:
        centres += [effect.relative, *([] if expected is None else [expected])]
        ends += [effect.low, effect.high]
    reach = max(max(map(abs, centres)) * ROOM, LEAST)
    low, high = max(min(*ends, *centres), -reach), min(max(*ends, *centres), reach)
    return IntervalScale(min(low * 1.05, 0.0), max(high * 1.05, LEAST))


def interval_chart(effect: Effect, expected: float | None, scale: IntervalScale, *, name: str) -> Chart:
    """The drawing.

    Args:
        name: what it shows, for those who can't see it.
    """
    zero, left, right = (scale.x(value) for value in (0.0, effect.low, effect.high))
    colour = UNSURE if effect.holds(0.0) else GOOD
    layers = [
        rule(EDGE, MIDDLE, x2=WIDTH - EDGE, y2=MIDDLE, color=GRID),
        rule(zero, 2, x2=zero, y2=HEIGHT - 15, color=SOFT),
        box(left, MIDDLE - 4, max(right, left + 1), MIDDLE + 4, color=colour, opacity=0.45, cornerRadius=2),
        _mark(scale.x(effect.relative), MIDDLE, "circle", 64, fill=colour),
    ]
    if effect.high > scale.high:
        layers.append(_mark(WIDTH - EDGE + 5, MIDDLE, "triangle-right", 60, fill=colour))
    if effect.low < scale.low:
        layers.append(_mark(EDGE - 5, MIDDLE, "triangle-left", 60, fill=colour))
    if expected is not None:
        layers.append(
            _mark(scale.x(expected), EXPECTED, "diamond", 80, fill="#ffffff", stroke=DIAMOND, strokeWidth=1.6)
        )
    return Chart(frame(WIDTH, HEIGHT, (0, 0, 0, 0), [*layers, *_ends(scale, zero)]), name)


def _mark(x: float, y: float, shape: str, size: float, **looks: Any) -> Spec:
    encoding = {"x": {"value": x}, "y": {"value": y}}
    return layer([{}], "point", encoding, shape=shape, size=size, opacity=1, **{"stroke": None, **looks})


def _ends(scale: IntervalScale, zero: float) -> Iterable[Spec]:
    """0, and the ends of the axis where there is room beside it."""
    y = HEIGHT - 1
    looks = {"baseline": "bottom", "color": SOFT}
    yield text(zero, y, "0", align="center", **looks)
    for value, align in ((scale.low, "left"), (scale.high, "right")):
        words = percent(round(value, 2)).replace(".0%", "%")
        place = EDGE if align == "left" else WIDTH - EDGE
        if abs(place - zero) > text_width(words) + FONT_SIZE:
            yield text(place, y, words, align=align, **looks)
