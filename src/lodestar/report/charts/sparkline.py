"""A line so small that it stands in a cell of a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from lodestar.report.charts.chart import Chart
from lodestar.report.charts.frame import frame, layer
from lodestar.report.charts.pieces import line_layers
from lodestar.report.charts.trend import NOW, SIGNAL, Moment

__all__ = ["sparkline"]

EDGE = 5.0
"""Room for the points at the edge, in pixels."""


def sparkline(
    points: Sequence[Moment],
    *,
    name: str,
    signals: Collection[date] = (),
    width: float = 120.0,
    height: float = 30.0,
) -> Chart | None:
    """The line from its least to its greatest value; None when no point has a value.

    The last value is a point, hollow where it is not final; signals are diamonds.

    Args:
        points: oldest first, each period once.
        name: what it shows, for those who can't see it.
    """
    rows = [
        {"period": place, "value": value, "provisional": not is_final, "signal": start in signals}
        for place, (start, value, is_final) in enumerate(points)
    ]
    known = [row for row in rows if row["value"] is not None]
    values = [value for _, value, _ in points if value is not None]
    if not values:
        return None
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 1, high + 1
    ends = [row for row in known[:-1] if row["signal"]] + known[-1:]
    colour = {"condition": {"test": "datum.signal", "value": SIGNAL}, "value": NOW}
    encoding = {
        "fill": {"condition": [{"test": "datum.provisional", "value": "#ffffff"}, colour["condition"]], "value": NOW},
        "stroke": colour,
        "shape": {"condition": {"test": "datum.signal", "value": "diamond"}, "value": "circle"},
    }
    axes = {
        "x": {
            "field": "period",
            "type": "quantitative",
            "scale": {"domain": [0, max(1, len(rows) - 1)], "nice": False, "zero": False},
            "axis": None,
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [low, high], "nice": False, "zero": False},
            "axis": None,
        },
    }
    layers = [
        *line_layers(rows, colour=NOW, thickness=1.6),
        layer(ends, "point", encoding, size=40, strokeWidth=1.5, opacity=1),
    ]
    return Chart(frame(width, height, (EDGE, EDGE, EDGE, EDGE), layers, encoding=axes), name)
