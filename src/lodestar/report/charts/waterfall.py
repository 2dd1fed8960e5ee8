"""A chart of how an old value became the new one, part by part."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from lodestar.report.charts.chart import SOFT, Chart, Spec
from lodestar.report.charts.frame import layer, text, value_axis
from lodestar.report.charts.lettering import wrapped
from lodestar.report.charts.row_marks import CHANGE, figures, names
from lodestar.report.charts.rows import WIDTH, lay_out, row_scale
from lodestar.report.charts.scale import Scale, scale_for
from lodestar.report.figures import short, short_signed

__all__ = ["waterfall_chart"]

WHOLE = "#4a5663"
CLOSE = 1e-6
"""Parts must add up to the change within this part of the values."""


def waterfall_chart(
    start: tuple[str, float],
    parts: Sequence[tuple[str, float]],
    end: tuple[str, float],
    *,
    name: str,
    unit: str,
    cut_off: str,
    points: str = "pp",
    width: float = WIDTH,
) -> Chart:
    """The chart, from top to bottom: the old value, each part with its sign, the new value.

    Args:
        start, end: label and value of the old and the new.
        parts: label and change, in the order in which they are shown; the caller sums up small ones.
        name: what it shows, for those who can't see it.
        cut_off: what to say under a scale that does not begin at 0.
        points: what percentage points are called.

    Raises:
        ValueError: the parts don't add up to the change.
    """
    total = start[1] + math.fsum(change for _, change in parts)
    if not math.isclose(total, end[1], rel_tol=CLOSE, abs_tol=CLOSE * max(abs(start[1]), abs(end[1]), 1e-9)):
        raise ValueError(f"{name}: the parts lead to {total}, not to {end[1]}.")
    edges = [start[1]]
    for _, change in parts:
        edges.append(edges[-1] + change)
    words = [
        short(start[1], unit),
        *(short_signed(change, unit, points=points) for _, change in parts),
        short(end[1], unit),
    ]
    laid = lay_out((start[0], *(label for label, _ in parts), end[0]), words, width=width, bold=True)
    scale = _scale(edges, laid.room, unit)
    base = 0.0 if scale.begins_at_zero else min(scale.ticks, key=abs)

    whole = [{"row": row, "value": at, "from": base} for row, at in ((0, start[1]), (len(parts) + 1, end[1]))]
    steps = [
        {"row": row, "value": after, "from": before, "fell": after < before}
        for row, (before, after) in enumerate(itertools.pairwise(edges), start=1)
    ]
    told = [
        {"row": row, "edge": max(before, after), "text": said}
        for row, (said, before, after) in enumerate(zip(words, [base, *edges], [*edges, base], strict=True))
    ]
    note = [] if scale.begins_at_zero else wrapped(cut_off, laid.room)
    layers = [
        layer(whole, "bar", {"x2": {"field": "from"}}, color=WHOLE),
        *([layer(steps, "bar", {"x2": {"field": "from"}, **CHANGE}, strokeWidth=1)] if steps else []),
        layer(_links(edges), "rule", {"y2": {"field": "next"}}, color=SOFT, strokeDash=[2, 2]),
        *([] if scale.begins_at_zero else [_breaks(whole, start[1] > 0)]),
        *names(laid.shown, -12, bold=(0, len(parts) + 1)),
        figures([told[0], told[-1]], "edge", fontWeight=600),
        *([figures(told[1:-1], "edge")] if steps else []),
        *(text(0, laid.height + 38 + 18 * place, line, fontStyle="italic") for place, line in enumerate(note)),
    ]
    spec = laid.frame(layers, value_axis(scale, unit), bottom=30.0 + 18 * len(note))
    return Chart(spec, name, f"{start[0]}: {words[0]}; {end[0]}: {words[-1]}", scale.begins_at_zero)


def _scale(edges: Sequence[float], room: float, unit: str) -> Scale:
    if scale_for(edges).begins_at_zero:
        return row_scale(edges, room, unit)
    reach = (max(edges) - min(edges)) / 3  # so that the whole values have bars to be seen
    return row_scale([*edges, min(edges) - reach if edges[0] > 0 else max(edges) + reach], room, unit)


def _links(edges: Sequence[float]) -> list[dict[str, float]]:
    """From each bar down to the next, at the value where one ends and the other begins."""
    return [{"row": row, "next": row + 1, "value": value} for row, value in enumerate(edges)]


def _breaks(whole: Iterable[Mapping[str, float]], to_the_right: bool) -> Spec:
    """Strokes across the bars of whole values, near to where the scale is cut off."""
    rows = [{**row, "text": "//"} for row in whole]
    looks = {"color": "#ffffff", "fontSize": 18, "fontWeight": 700, "align": "center", "baseline": "middle"}
    encoding = {"x": {"field": "from"}, "text": {"field": "text", "type": "nominal"}}
    return layer(rows, "text", encoding, dx=14 if to_the_right else -14, **looks)
