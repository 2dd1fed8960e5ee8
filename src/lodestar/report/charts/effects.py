"""A chart of effects: what was estimated, how sure that is, and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lodestar.report.charts.chart import INK, SOFT, Chart
from lodestar.report.charts.frame import At, layer, rule, value_axis
from lodestar.report.charts.row_marks import figures, names
from lodestar.report.charts.rows import WIDTH, lay_out, row_scale
from lodestar.report.figures import SHARES, short_signed

__all__ = ["Effect", "effect_chart"]

SURE = "#1b5fab"


@dataclass(frozen=True)
class Effect:
    """An estimate with its interval, and what was expected of it."""

    label: str
    estimate: float
    low: float
    high: float
    expected: float | None = None

    @property
    def is_sure(self) -> bool:
        """Whether its interval leaves out 0."""
        return self.low > 0 or self.high < 0


def effect_chart(
    effects: Sequence[Effect], *, name: str, unit: str, points: str = "pp", width: float = WIDTH
) -> Chart | None:
    """The chart, around a line at 0; None without effects.

    An effect whose interval holds 0 is hollow; what was expected is a diamond.

    Args:
        name: what it shows, for those who can't see it.
        points: what percentage points are called.

    Raises:
        ValueError: an estimate lies outside of its interval.
    """
    if not effects:
        return None
    for one in effects:
        if not one.low <= one.estimate <= one.high:
            raise ValueError(f"{one.label}: {one.estimate} does not lie between {one.low} and {one.high}.")
    ends = [end for one in effects for end in (one.low, one.high, one.expected) if end is not None]
    data = [
        {
            "row": row,
            "value": one.estimate,
            "low": one.low,
            "high": one.high,
            "expected": one.expected,
            "sure": one.is_sure,
            "text": _words(one, unit, points),
        }
        for row, one in enumerate(effects)
    ]
    laid = lay_out((one.label for one in effects), (str(row["text"]) for row in data), width=width)
    scale = row_scale(ends, laid.room, unit, with_zero=True)
    known = [row for row in data if row["expected"] is not None]
    fill = {"condition": {"test": "datum.sure", "value": SURE}, "value": "#ffffff"}
    low, wish = ({"field": field, "type": "quantitative"} for field in ("low", "expected"))
    layers = [
        rule(At(0), 0, y2="height", color=INK),
        layer(data, "rule", {"x": low, "x2": {"field": "high"}}, color=SURE, strokeWidth=3),
        layer(
            known,
            "point",
            {"x": wish},
            shape="diamond",
            size=150,
            fill="#ffffff",
            stroke=SOFT,
            strokeWidth=2,
            opacity=1,
        ),
        layer(data, "point", {"fill": fill}, shape="circle", size=110, stroke=SURE, strokeWidth=2.5, opacity=1),
        *names(laid.shown, -12),
        figures([{**row, "edge": scale.ticks[-1]} for row in data], "edge"),
    ]
    spec = laid.frame(layers, value_axis(scale, unit))
    return Chart(spec, name, "; ".join(f"{one.label}: {row['text']}" for one, row in zip(effects, data, strict=True)))


def _words(one: Effect, unit: str, points: str) -> str:
    said, low, high = (short_signed(end, unit, points="").strip() for end in (one.estimate, one.low, one.high))
    return f"{said} [{low}, {high}] {points if unit in SHARES else ''}".rstrip()
