"""A chart of attainment: a bar for what is, a tick for what was aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lodestar.report.charts.chart import INK, Chart
from lodestar.report.charts.frame import layer, value_axis
from lodestar.report.charts.row_marks import MISSED, MISSED_EDGE, RISEN, figures, names
from lodestar.report.charts.rows import WIDTH, lay_out, row_scale
from lodestar.report.figures import short

__all__ = ["Attained", "bars_with_targets"]

UNKNOWN = "#8795a5"


@dataclass(frozen=True)
class Attained:
    """A value and its target.

    Attributes:
        is_reached: whether the target is; None where there is none. Which direction is good, the caller knows.
        words: what stands beside the bar; by default the value, and the target behind a slash.
    """

    label: str
    value: float
    target: float | None = None
    is_reached: bool | None = None
    words: str = ""


def bars_with_targets(rows: Sequence[Attained], *, name: str, unit: str, width: float = WIDTH) -> Chart | None:
    """The chart, on one scale from 0; None without rows. For values of different units, give shares of their targets.

    Args:
        name: what it shows, for those who can't see it.
        unit: of all values and targets.
    """
    if not rows:
        return None
    ends = [*(row.value for row in rows), *(row.target for row in rows if row.target is not None)]
    data = [
        {
            "row": place,
            "value": row.value,
            "target": row.target,
            "text": row.words or _words(row, unit),
            "state": "unknown" if row.is_reached is None else "reached" if row.is_reached else "missed",
            "right": max(0.0, row.value, row.target or 0.0),
        }
        for place, row in enumerate(rows)
    ]
    laid = lay_out((row.label for row in rows), (str(row["text"]) for row in data), width=width)
    scale = row_scale(ends, laid.room, unit, with_zero=True)
    colours = {"domain": ["reached", "missed", "unknown"]}
    state = {"field": "state", "type": "nominal", "legend": None}
    layers = [
        layer(
            data,
            "bar",
            {
                "x2": {"datum": 0},
                "fill": {**state, "scale": {**colours, "range": [RISEN, MISSED, UNKNOWN]}},
                "stroke": {**state, "scale": {**colours, "range": [RISEN, MISSED_EDGE, UNKNOWN]}},
            },
            strokeWidth=1,
        ),
        layer(
            [row for row in data if row["target"] is not None],
            "tick",
            {"x": {"field": "target", "type": "quantitative"}},
            orient="vertical",
            color=INK,
            thickness=5,
            size=24,
            stroke="#ffffff",
            strokeWidth=1,
            opacity=1,
        ),
        *names(laid.shown, -12),
        figures(data, "right"),
    ]
    spec = laid.frame(layers, value_axis(scale, unit))
    return Chart(spec, name, "; ".join(f"{row.label}: {told['text']}" for row, told in zip(rows, data, strict=True)))


def _words(row: Attained, unit: str) -> str:
    value = short(row.value, unit)
    return value if row.target is None else f"{value} / {short(row.target, unit)}"
