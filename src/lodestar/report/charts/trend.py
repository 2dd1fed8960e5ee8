"""A chart of one metric over time: its natural limits, what fell out of them, its target and its last value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lodestar.report.charts.chart import INK, Chart, Spec
from lodestar.report.charts.frame import At, box, frame, layer, period_axis, rule, value_axis
from lodestar.report.charts.labels import Label, labels_beside, room_beside
from lodestar.report.charts.lettering import BOLD, FONT_SIZE, text_width, wrapped
from lodestar.report.charts.pieces import line_layers
from lodestar.report.charts.scale import scale_for
from lodestar.report.figures import period, short

__all__ = ["Limits", "Moment", "trend_chart"]

Moment = tuple[date, float | None, bool]
"""First day of a period, its value (None: a gap), and whether that is final."""

NOW, SIGNAL, BAND, BASELINE = "#1b5fab", "#b3261e", "#eef2f7", "#d7e1ec"
BOTTOM = 30.0
"""Room for the periods, in pixels."""


@dataclass(frozen=True)
class Limits:
    """Where values lie by nature, as an XmR chart has them.

    Attributes:
        baseline: the first and the last period that they were computed from: their band is darker there.
    """

    centre: float
    lower: float
    upper: float
    baseline: tuple[date, date] | None = None


def trend_chart(
    points: Sequence[Moment],
    *,
    name: str,
    unit: str,
    grain: str,
    title: str = "",
    limits: Limits | None = None,
    signals: Collection[date] = (),
    target: float | Mapping[date, float] | None = None,
    labels: Mapping[str, str] | None = None,
    width: float = 420.0,
    height: float = 240.0,
) -> Chart | None:
    """The chart; None when no point has a value. Points that are not final are hollow, signals are large red diamonds.

    Args:
        points: oldest first, each period once.
        name: what it shows, for those who can't see it.
        signals: periods that are pointed out, such as those beyond the limits.
        target: one for all periods, or by period.
        labels: words for `centre`, `upper`, `lower` and `target`; what has none is drawn without a label.
        width, height: in pixels, with everything.
    """
    known = [(start, value) for start, value, _ in points if value is not None]
    if not known:
        return None
    starts = [start for start, _, _ in points]
    aims = {} if target is None else dict.fromkeys(starts, target) if isinstance(target, float | int) else dict(target)
    aims = {start: aim for start, aim in aims.items() if start in set(starts)}
    bounds = [limits.lower, limits.upper] if limits else []
    scale = scale_for([*(value for _, value in known), *bounds, *aims.values()], wanted=4)

    periods = _periods(starts, grain)
    rows = [
        {"period": label, "value": value, "provisional": not is_final, "signal": start in signals}
        for label, (start, value, is_final) in zip(periods, points, strict=True)
    ]
    aimed = [
        {"period": label, "value": aims[start]} for label, start in zip(periods, starts, strict=True) if start in aims
    ]
    last = Label(known[-1][1], short(known[-1][1], unit), NOW, is_main=True)
    beside = [last, *_beside(limits, aims, labels or {})]
    heading = wrapped(title, (width - 8) / BOLD, FONT_SIZE + 2)
    left = max(max(text_width(scale.label(tick, unit)) for tick in scale.ticks) + 12, text_width(periods[0]) / 2)
    right = 2 + max(room_beside(beside), text_width(periods[-1]) / 2)
    top = 18.0 + len(heading) * (FONT_SIZE + 7)
    room, tall = width - left - right, height - top - BOTTOM
    layers = [
        *(_limits(limits, periods, starts) if limits else ()),
        *_target(aimed, room / len(rows)),
        *line_layers(rows, colour=NOW, thickness=2.5),
        _points(rows),
        *labels_beside(beside, scale, room, tall),
    ]
    rest: Spec = {"encoding": {"x": period_axis(periods, room), "y": value_axis(scale, unit)}}
    if heading:
        rest["title"] = {"text": heading, "dx": -left + 2, "offset": 12}
    spec = frame(width, height, (left, top, right, BOTTOM), layers, **rest)
    return Chart(spec, name, f"{period(known[-1][0], grain)}: {last.words}", scale.begins_at_zero)


def _periods(starts: Sequence[date], grain: str) -> list[str]:
    """Periods as short as an axis needs them: days and weeks without their year, unless two would be the same."""
    brief = [f"{start:%m-%d}" if grain in ("day", "week") else period(start, grain) for start in starts]
    return brief if len(set(brief)) == len(brief) else [start.isoformat() for start in starts]


def _limits(limits: Limits, periods: Sequence[str], starts: Sequence[date]) -> Iterator[Spec]:
    low, high = At(limits.lower), At(limits.upper)
    yield box(0, low, "width", high, color=BAND)
    inside = [p for p, start in zip(periods, starts, strict=True) if _within(start, limits.baseline)]
    if inside:
        yield box(At(inside[0]), low, At(inside[-1]), high, color=BASELINE)
    yield rule(0, high, x2="width", strokeDash=[5, 3], color="#8795a5")
    yield rule(0, low, x2="width", strokeDash=[5, 3], color="#8795a5")
    yield rule(0, At(limits.centre), x2="width", color="#8795a5")


def _within(start: date, baseline: tuple[date, date] | None) -> bool:
    return baseline is not None and baseline[0] <= start <= baseline[1]


def _target(rows: Sequence[Mapping[str, Any]], step: float) -> Iterator[Spec]:
    if rows:
        yield layer(rows, "tick", orient="horizontal", color=INK, thickness=2.5, size=round(0.8 * step, 1), opacity=1)


def _beside(limits: Limits | None, aims: Mapping[date, float], labels: Mapping[str, str]) -> Iterator[Label]:
    named = {"upper": limits.upper, "centre": limits.centre, "lower": limits.lower} if limits else {}
    if aims:
        named["target"] = aims[max(aims)]
    for key, value in named.items():
        if labels.get(key):
            yield Label(value, labels[key])


def _points(rows: Sequence[Mapping[str, Any]]) -> Spec:
    colour = {"condition": {"test": "datum.signal", "value": SIGNAL}, "value": NOW}
    encoding = {
        "fill": {"condition": [{"test": "datum.provisional", "value": "#ffffff"}, colour["condition"]], "value": NOW},
        "stroke": colour,
        "shape": {"condition": {"test": "datum.signal", "value": "diamond"}, "value": "circle"},
        "size": {"condition": {"test": "datum.signal", "value": 190}, "value": 42},
    }
    return layer((row for row in rows if row["value"] is not None), "point", encoding, strokeWidth=2, opacity=1)
