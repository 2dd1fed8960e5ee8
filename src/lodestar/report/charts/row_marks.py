"""What rows are drawn with: their names, the figures beside them, and the colours of rising and falling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lodestar.report.charts.chart import INK, Spec
from lodestar.report.charts.frame import layer
from lodestar.report.charts.rows import GAP, LINE

__all__ = ["CHANGE", "MISSED", "MISSED_EDGE", "RISEN", "figures", "names"]

RISEN, MISSED, MISSED_EDGE = "#1b5fab", "#eba54b", "#8a4b00"
"""Blue and orange: apart for the colour-blind, and dark and light when printed in grey."""

CHANGE: Spec = {
    "fill": {"condition": {"test": "datum.fell", "value": MISSED}, "value": RISEN},
    "stroke": {"condition": {"test": "datum.fell", "value": MISSED_EDGE}, "value": RISEN},
}
"""The encoding of bars by whether they `fell`."""


def names(shown: Sequence[Sequence[str]], x: float, *, bold: Iterable[int] = ()) -> Iterator[Spec]:
    """Names that end at `x`, in the middle of their rows."""
    strong = set(bold)
    rows = [
        (place - (len(lines) - 1) / 2, {"row": row, "text": line, "bold": row in strong})
        for row, lines in enumerate(shown)
        for place, line in enumerate(lines)
    ]
    weight = {"condition": {"test": "datum.bold", "value": 600}, "value": 400}
    encoding = {"x": {"value": x}, "text": _text(), "fontWeight": weight}
    looks = {"align": "right", "baseline": "middle", "color": INK}
    for offset in sorted({offset for offset, _ in rows}):  # a mark has one offset for all
        found = [row for at, row in rows if at == offset]
        yield layer(found, "text", encoding, dy=offset * LINE, **looks)


def figures(rows: Iterable[Mapping[str, Any]], field: str, *, on_the_left: bool = False, **looks: Any) -> Spec:
    """The `text` of each row, beside the value in `field`."""
    side = {"align": "right", "dx": -GAP} if on_the_left else {"align": "left", "dx": GAP}
    encoding = {"x": {"field": field, "type": "quantitative"}, "text": _text()}
    return layer(rows, "text", encoding, **{"baseline": "middle", "color": INK, **side, **looks})


def _text() -> Spec:
    return {"field": "text", "type": "nominal"}
