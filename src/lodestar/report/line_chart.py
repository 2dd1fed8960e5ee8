"""A chart of values before and after, period by period: an SVG that needs nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lodestar.report.scale import FONT_SIZE, Scale, fitting, scale_for, svg, text, text_width

__all__ = ["Line", "LineChart", "line_chart"]

WIDTH, HEIGHT = 760.0, 300.0
TOP, BOTTOM = 52.0, 30.0
"""Room for the names of the lines, and for the periods."""

GREY, GRID = "#5b6876", "#e3e8ed"
WITH_POINTS = 40
"""Periods up to which each value has a point of its own."""


@dataclass(frozen=True)
class Line:
    """One value a period; None leaves a gap."""

    name: str
    values: Sequence[float | None]
    colour: str
    thickness: float


@dataclass(frozen=True)
class LineChart:
    """The drawing, and whether its scale begins at 0: where it doesn't, a caption must say so."""

    drawing: Markup
    begins_at_zero: bool


@dataclass(frozen=True)
class _Frame:
    left: float
    step: float
    scale: Scale

    def x(self, place: int) -> float:
        return self.left + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - self.scale.share(value) * (HEIGHT - BOTTOM - TOP)


def line_chart(
    periods: Sequence[str],
    lines: Sequence[Line],
    *,
    unit: str,
    name: str,
    provisional: Sequence[bool] = (),
    mark: tuple[int, str] | None = None,
) -> LineChart | None:
    """The chart; None when no line has a value.

    Args:
        provisional: which periods are not finished: their points are hollow and lines to them dashed.
        mark: a period to point out, and what to say there.
    """
    values = [value for line in lines for value in line.values if value is not None]
    if not values:
        return None
    scale = scale_for(values)
    labels = [scale.label(tick, unit) for tick in scale.ticks]
    edge = max(map(text_width, periods)) / 2  # labels of the first and the last period stand out that far
    left = max(max(map(text_width, labels)) + 12, edge)
    frame = _Frame(left, (WIDTH - left - edge) / len(periods), scale)
    hollow = list(provisional) or [False] * len(periods)
    parts = [
        *_grid(frame, labels),
        *_periods(frame, periods),
        *([_mark(frame, *mark)] if mark else []),
        *(part for line in lines for part in _line(frame, line, hollow)),
        *_names(left, lines),
    ]
    return LineChart(svg(WIDTH, HEIGHT, name, parts), scale.begins_at_zero)


def _grid(frame: _Frame, labels: Sequence[str]) -> Iterator[Markup]:
    rule = Markup('<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" stroke="{}"/>')
    for tick, label in zip(frame.scale.ticks, labels, strict=True):
        y = frame.y(tick)
        yield rule.format(frame.left, WIDTH - 12, y, y, GREY if tick == 0 else GRID)
        yield text(frame.left - 8, y + FONT_SIZE * 0.35, label, anchor="end", colour=GREY)


def _periods(frame: _Frame, periods: Sequence[str]) -> Iterator[Markup]:
    for place in fitting(periods, frame.step):
        yield text(frame.x(place), HEIGHT - 8, periods[place], anchor="middle", colour=GREY)


def _mark(frame: _Frame, place: int, words: str) -> Markup:
    x, on_the_left = frame.x(place), frame.x(place) > WIDTH / 2
    rule = Markup('<line x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}" stroke="{3}" stroke-dasharray="2 3"/>')
    side = text(x - 5 if on_the_left else x + 5, TOP - 8, words, anchor="end" if on_the_left else "start", colour=GREY)
    return rule.format(x, TOP - 20, HEIGHT - BOTTOM, GREY) + side


def _line(frame: _Frame, line: Line, hollow: Sequence[bool]) -> Iterator[Markup]:
    whole: list[str] = []
    dashed: list[str] = []
    for place, (value, after) in enumerate(zip(line.values, line.values[1:], strict=False)):
        if value is not None and after is not None:
            piece = f"M{frame.x(place):.1f} {frame.y(value):.1f}L{frame.x(place + 1):.1f} {frame.y(after):.1f}"
            (dashed if hollow[place] or hollow[place + 1] else whole).append(piece)
    path = Markup('<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linecap="round"{}/>')
    for pieces, dash in ((whole, ""), (dashed, Markup(' stroke-dasharray="3 6"'))):
        if pieces:
            yield path.format("".join(pieces), line.colour, line.thickness, dash)
    point = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}" stroke="{}" stroke-width="1.5"/>')
    for place, value in enumerate(line.values):
        alone = all(v is None for v in (*line.values[max(place - 1, 0) : place], *line.values[place + 1 : place + 2]))
        if value is not None and (alone or len(line.values) <= WITH_POINTS):
            fill = "#ffffff" if hollow[place] else line.colour
            yield point.format(frame.x(place), frame.y(value), 1.5 + line.thickness / 2, fill, line.colour)


def _names(left: float, lines: Sequence[Line]) -> Iterator[Markup]:
    x = left
    for line in lines:
        sample = Markup('<line x1="{:.1f}" x2="{:.1f}" y1="14" y2="14" stroke="{}" stroke-width="{}"/>')
        yield sample.format(x, x + 26, line.colour, line.thickness)
        yield text(x + 32, 14 + FONT_SIZE * 0.35, line.name)
        x += 32 + text_width(line.name) + 24
