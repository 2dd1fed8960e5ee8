"""A chart of changes, one bar a member, to the right where it rose and to the left where it fell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lodestar.report.charts.chart import Chart
from lodestar.report.charts.frame import At, layer, rule
from lodestar.report.charts.row_marks import CHANGE, figures, names
from lodestar.report.charts.rows import lay_out, room_of

__all__ = ["Bar", "bar_chart"]


@dataclass(frozen=True)
class Bar:
    """A member and its change; `words` is the change as people read it."""

    name: str
    value: float
    words: str


def bar_chart(bars: Sequence[Bar], *, name: str) -> Chart | None:
    """The chart; None without bars."""
    if not bars:
        return None
    rows = [{"row": row, "value": bar.value, "text": bar.words, "fell": bar.value < 0} for row, bar in enumerate(bars)]
    risen, fallen = ([row for row in rows if row["fell"] is fell] for fell in (False, True))
    left_words = [bar.words for bar in bars if bar.value < 0]
    laid = lay_out((bar.name for bar in bars), (bar.words for bar in bars if bar.value >= 0), left_words)
    low, high = min(0.0, *(bar.value for bar in bars)), max(0.0, *(bar.value for bar in bars))
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [low, high if high > low else low + 1], "nice": False, "zero": False},
        "axis": None,
    }
    layers = [
        layer(rows, "bar", {"x2": {"datum": 0}, **CHANGE}, strokeWidth=1),
        rule(At(0), 0, y2="height"),
        *names(laid.shown, -room_of(left_words) - 12),
        figures(risen, "value"),
        figures(fallen, "value", on_the_left=True),
    ]
    return Chart(laid.frame(layers, x, bottom=6), name)
