"""A chart of values before and after, period by period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lodestar.report.charts.chart import SOFT, Chart, Spec
from lodestar.report.charts.frame import At, frame, layer, period_axis, rule, text, value_axis
from lodestar.report.charts.lettering import text_width
from lodestar.report.charts.pieces import line_layers, lonely
from lodestar.report.charts.scale import scale_for

__all__ = ["Line", "line_chart"]

WIDTH, HEIGHT = 760.0, 300.0
TOP, BOTTOM = 52.0, 32.0
"""Room for the names of the lines, and for the periods."""

SAMPLE = 26.0
"""Length of the piece of line beside its name, in pixels."""

WITH_POINTS = 40
"""Periods up to which each value has a point of its own."""


@dataclass(frozen=True)
class Line:
    """One value a period; None leaves a gap."""

    name: str
    values: Sequence[float | None]
    colour: str
    thickness: float


def line_chart(
    periods: Sequence[str],
    lines: Sequence[Line],
    *,
    unit: str,
    name: str,
    provisional: Sequence[bool] = (),
    mark: tuple[int, str] | None = None,
) -> Chart | None:
    """The chart; None when no line has a value.

    Args:
        periods: how they are labelled, each once.
        provisional: which periods are not finished: their points are hollow and lines to them dashed.
        mark: a period to point out, and what to say there.
    """
    values = [value for line in lines for value in line.values if value is not None]
    if not values:
        return None
    scale = scale_for(values)
    edge = max(map(text_width, periods)) / 2  # labels of the first and the last period stand out that far
    left = max(max(text_width(scale.label(tick, unit)) for tick in scale.ticks) + 12, edge)
    room = WIDTH - left - edge
    hollow = list(provisional) or [False] * len(periods)
    layers = [
        *(_mark(periods, *mark) if mark else ()),
        *(part for line in lines for part in _line(periods, line, hollow)),
        *_names(lines),
    ]
    encoding = {"x": period_axis(periods, room), "y": value_axis(scale, unit)}
    spec = frame(WIDTH, HEIGHT, (left, TOP, edge, BOTTOM), layers, encoding=encoding)
    return Chart(spec, name, begins_at_zero=scale.begins_at_zero)


def _mark(periods: Sequence[str], place: int, words: str) -> Iterator[Spec]:
    at = At(periods[place])
    side: dict[str, Any] = {"align": "right", "dx": -5} if place >= len(periods) / 2 else {"align": "left", "dx": 5}
    yield rule(at, -20.0, y2="height", strokeDash=[2, 3])
    yield text(at, -13.0, words, color=SOFT, **side)


def _line(periods: Sequence[str], line: Line, hollow: Sequence[bool]) -> Iterator[Spec]:
    rows = [
        {"period": period, "value": value, "provisional": later}
        for period, value, later in zip(periods, line.values, hollow, strict=True)
    ]
    yield from line_layers(rows, colour=line.colour, thickness=line.thickness)
    points = [row for row in rows if row["value"] is not None] if len(rows) <= WITH_POINTS else lonely(rows)
    if points:
        fill = {"condition": {"test": "datum.provisional", "value": "#ffffff"}, "value": line.colour}
        size = (3 + line.thickness) ** 2
        looks = {"stroke": line.colour, "strokeWidth": 1.5, "opacity": 1}
        yield layer(points, "point", {"fill": fill}, shape="circle", size=size, **looks)


def _names(lines: Sequence[Line]) -> Iterator[Spec]:
    x = 0.0
    for line in lines:
        yield rule(x, 14 - TOP, x2=x + SAMPLE, y2=14 - TOP, color=line.colour, strokeWidth=line.thickness)
        yield text(x + SAMPLE + 6, 14 - TOP, line.name)
        x += SAMPLE + 6 + text_width(line.name) + 24
