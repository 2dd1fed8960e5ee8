"""A line in pieces: where it is whole, where it is provisional, and where it has a gap."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from lodestar.report.charts.chart import Spec
from lodestar.report.charts.frame import layer

__all__ = ["DASH", "line_layers", "lonely"]

DASH = (3, 6)

Row = dict[str, Any]
"""A period, its value (None: a gap), and whether it is provisional."""


def line_layers(rows: Sequence[Row], *, colour: str, thickness: float) -> Iterator[Spec]:
    """The line between neighbouring values: dashed to and from what is provisional, broken at gaps."""
    pieces = list(_pieces(rows))
    for dashed in (False, True):
        found = [{**row, "piece": place} for place, (kind, run) in enumerate(pieces) if kind == dashed for row in run]
        if found:
            yield layer(
                found,
                "line",
                {"detail": {"field": "piece", "type": "nominal"}},
                color=colour,
                strokeWidth=thickness,
                strokeCap="round",
                strokeJoin="round",
                **({"strokeDash": list(DASH)} if dashed else {}),
            )


def lonely(rows: Sequence[Row]) -> list[Row]:
    """Values without a neighbour: no line would show them."""
    values = [None, *(row["value"] for row in rows), None]
    return [
        row
        for row, (before, value, after) in zip(rows, zip(values, values[1:], values[2:], strict=False), strict=False)
        if value is not None and before is None and after is None
    ]


def _pieces(rows: Sequence[Row]) -> Iterator[tuple[bool, list[Row]]]:
    """Runs of steps of one kind; a step leads from one value to the next."""
    steps = [
        (one, other, bool(one["provisional"] or other["provisional"]))
        for one, other in itertools.pairwise(rows)
        if one["value"] is not None and other["value"] is not None
    ]
    run: list[Row] = []
    kind = False
    for one, other, dashed in steps:
        if run and run[-1] is one and kind == dashed:
            run.append(other)
            continue
        if run:
            yield kind, run
        run, kind = [one, other], dashed
    if run:
        yield kind, run
