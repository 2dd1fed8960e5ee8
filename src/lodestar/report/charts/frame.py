"""The frame of a chart: its size, its axes, and marks that stand outside of its data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lodestar.report.charts.chart import GRID, INK, SOFT, Spec
from lodestar.report.charts.lettering import fitting
from lodestar.report.charts.scale import Scale

__all__ = ["At", "Padding", "Place", "box", "frame", "layer", "period_axis", "rule", "text", "value_axis"]


@dataclass(frozen=True)
class At:
    """A place on the axis of the chart: a value, or a period."""

    value: float | str


Place = At | float | str
"""On the axis; or in pixels from the frame's upper left corner; or `width` or `height`, its other end."""

Padding = tuple[float, float, float, float]
"""Left, top, right and bottom: room for texts around the marks, in pixels."""


def frame(width: float, height: float, padding: Padding, layers: Iterable[Spec], **rest: Any) -> Spec:
    """A whole specification of a size in pixels, paddings included."""
    left, top, right, bottom = map(math.ceil, padding)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": math.ceil(width) - left - right,
        "height": math.ceil(height) - top - bottom,
        "padding": {"left": left, "top": top, "right": right, "bottom": bottom},
        "layer": list(layers),
        **rest,
    }


def layer(rows: Iterable[Mapping[str, Any]], mark: str, encoding: Spec | None = None, **looks: Any) -> Spec:
    """One kind of mark for each of the rows."""
    drawn = {"data": {"values": [dict(row) for row in rows]}, "mark": {"type": mark, **looks}}
    return {**drawn, "encoding": encoding} if encoding else drawn


def text(x: Place, y: Place, words: str | Sequence[str], **looks: Any) -> Spec:
    """A text at a place."""
    # As data: a text of people must never be read as an expression.
    row, encoding = _placed(x=x, y=y)
    told = words if isinstance(words, str) else list(words)
    encoding["text"] = {"field": "text", "type": "nominal"}
    return layer(
        [{**row, "text": told}], "text", encoding, **{"align": "left", "baseline": "middle", "color": INK, **looks}
    )


def rule(x: Place, y: Place, *, x2: Place | None = None, y2: Place | None = None, **looks: Any) -> Spec:
    """A straight line between two places."""
    row, encoding = _placed(x=x, y=y, x2=x2, y2=y2)
    return layer([row], "rule", encoding, **{"color": SOFT, **looks})


def box(x: Place, y: Place, x2: Place, y2: Place, **looks: Any) -> Spec:
    """A rectangle between two places."""
    row, encoding = _placed(x=x, y=y, x2=x2, y2=y2)
    return layer([row], "rect", encoding, **looks)


def period_axis(periods: Sequence[str], room: float) -> Spec:
    """The encoding of periods, side by side in so much room: as many labels as fit, the last among them."""
    shown = [periods[place] for place in fitting(periods, room / len(periods))]
    return {
        "field": "period",
        "type": "ordinal",
        "scale": {"type": "point", "padding": 0.5, "domain": list(periods)},
        "axis": {"values": shown, "grid": False, "labelAngle": 0, "labelBaseline": "top", "labelPadding": 9},
    }


def value_axis(scale: Scale, unit: str, field: str = "value") -> Spec:
    """The encoding of values, with the ticks of the scale."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [scale.ticks[0], scale.ticks[-1]], "nice": False, "zero": False},
        "axis": {
            "values": list(scale.ticks),
            "format": scale.format(unit),
            "gridColor": {"condition": {"test": "datum.value === 0", "value": SOFT}, "value": GRID},
        },
    }


def _placed(**places: Place | None) -> tuple[dict[str, Any], Spec]:
    """A row of data and its encoding. Fields, not `datum`: that one is lost where the axis of the chart has a field."""
    row: dict[str, Any] = {}
    encoding: Spec = {}
    for name, place in places.items():
        if isinstance(place, At):
            row[name] = place.value
            encoding[name] = {"field": name}
        elif place is not None:
            encoding[name] = {"value": place}
    return row, encoding
