"""An effect as a drawing: its interval as a bar, the estimate a point, what was expected a diamond, 0 a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from lodestar.report.figures import percent
from lodestar.report.scale import FONT_SIZE, svg, text, text_width
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

GOOD, UNSURE, DIAMOND, GREY, PALE = "#1b5fab", "#7a8794", "#8a4b00", "#5b6876", "#e3e8ed"


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


def interval_chart(effect: Effect, expected: float | None, scale: IntervalScale, *, name: str) -> Markup:
    """The drawing."""
    zero, centre = scale.x(0.0), scale.x(effect.relative)
    left, right = scale.x(effect.low), scale.x(effect.high)
    colour = UNSURE if effect.holds(0.0) else GOOD
    rule = Markup('<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{}"/>')
    parts = [
        rule.format(EDGE, WIDTH - EDGE, MIDDLE, MIDDLE, PALE, 1),
        rule.format(zero, zero, 2, HEIGHT - 15, GREY, 1),
        Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="8" rx="2" fill="{}" opacity="0.45"/>').format(
            left, MIDDLE - 4, max(right - left, 1.0), colour
        ),
        Markup('<circle cx="{:.1f}" cy="{:.1f}" r="4.5" fill="{}"/>').format(centre, MIDDLE, colour),
    ]
    arrow = Markup('<path d="M{:.1f} {:.1f}l{} 6l0 -12z" fill="{}"/>')
    if effect.high > scale.high:
        parts.append(arrow.format(WIDTH - EDGE + 9, MIDDLE, -8, colour))
    if effect.low < scale.low:
        parts.append(arrow.format(EDGE - 9, MIDDLE, 8, colour))
    if expected is not None:
        x = scale.x(expected)
        diamond = Markup('<path d="M{0:.1f} {2:.1f}l5 6l-5 6l-5 -6z" fill="#ffffff" stroke="{1}" stroke-width="1.6"/>')
        parts.append(diamond.format(x, DIAMOND, EXPECTED - 6))
    parts += _ends(scale, zero)
    return svg(WIDTH, HEIGHT, name, parts)


def _ends(scale: IntervalScale, zero: float) -> Iterable[Markup]:
    """0, and the ends of the axis where there is room beside it."""
    y = HEIGHT - 1
    yield text(zero, y, "0", anchor="middle", colour=GREY)
    for value, anchor in ((scale.low, "start"), (scale.high, "end")):
        words = percent(round(value, 2)).replace(".0%", "%")
        place = EDGE if anchor == "start" else WIDTH - EDGE
        if abs(place - zero) > text_width(words) + FONT_SIZE:
            yield text(place, y, words, anchor=anchor, colour=GREY)
