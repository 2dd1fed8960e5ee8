"""Charts of a changed metric: the whole before and now, and the change of each member."""

from __future__ import annotations

import math

from lodestar.governance.difference import MetricChange
from lodestar.report.change_marks import differs
from lodestar.report.change_tables import MemberTable, carried
from lodestar.report.charts.bars import Bar, bar_chart
from lodestar.report.charts.chart import Chart
from lodestar.report.charts.line import Line, line_chart
from lodestar.report.figures import period, signed
from lodestar.report.words import Words

__all__ = ["member_chart", "period_chart"]

BEFORE, NOW = "#b3bcc6", "#1b5fab"
"""The old line is broad and pale, the new one thin and dark on it: where both are the same, both are seen."""

THICKNESS = ((40, 6.0, 2.0), (120, 4.0, 1.6), (math.inf, 2.5, 1.0))
"""Up to how many periods, and how thick the two lines then are: many thick ones would be a blot."""

FEWEST = 2
"""Periods of which a line can be drawn."""


def period_chart(change: MetricChange, grain: str, words: Words) -> Chart | None:
    """Values of the whole before and now; None where there is nothing to draw."""
    found = [p for p in (change.values.periods if change.values else ()) if p.grain == grain]
    if len(found) < FEWEST:
        return None
    label = words.label(change.label, change.label_zh)
    first = next((place for place, p in enumerate(found) if differs(p)), None)
    broad, thin = next((old, new) for most, old, new in THICKNESS if len(found) <= most)
    return line_chart(
        [period(p.period_start, grain) for p in found],
        [
            Line(words("before"), [p.old for p in found], BEFORE, broad),
            Line(words("now"), [p.new for p in found], NOW, thin),
        ],
        unit=change.unit,
        name=words("chart_of", metric=label, grain=words.known("grain", grain)),
        provisional=[not p.is_complete for p in found],
        mark=(first, words("first_difference")) if first else None,
    )


def member_chart(change: MetricChange, members: MemberTable, words: Words) -> Chart | None:
    """The members' changes; None where none is known."""
    values = change.values
    if values is None or values.looked_at is None:
        return None
    bars = []
    for member in members.members:
        moved = carried(member)
        if moved is not None:
            bars.append(Bar(member.member, moved, signed(moved, change.unit, points=words("points"))))
    shown = words.period(values.looked_at, values.grain)
    label = words.label(change.label, change.label_zh)
    return bar_chart(bars, name=words("bars_of", metric=label, period=shown, dimension=members.dimension))
