"""Series as they were reported: where a period is frozen, the ledger's word stands in place of today's value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from lodestar.releases.series import Point, Series
from lodestar.review.freeze import FINAL
from lodestar.review.row import Row

__all__ = ["as_reported"]

Place = tuple[str, str, str, str]


def as_reported(series: Sequence[Series], rows: Iterable[Row]) -> list[Series]:
    """The same series with reported values in place of today's.

    A member that was not reported in a period that was is left out of it there; one that has vanished since is back.
    """
    found: dict[Place, dict[date, Point]] = {
        (s.metric, s.grain, s.dimension, s.member): {point.period_start: point for point in s.points} for s in series
    }
    listed = list(rows)
    frozen = {(row.metric_name, row.grain, row.dimension, date.fromisoformat(row.period_start)) for row in listed}
    for (metric, grain, dimension, _), points in found.items():
        for start in [start for start in points if (metric, grain, dimension, start) in frozen]:
            del points[start]
    wanted = {(s.metric, s.grain, s.dimension) for s in series}
    for row in listed:
        if (row.metric_name, row.grain, row.dimension) in wanted:
            place = (row.metric_name, row.grain, row.dimension, row.member)
            start = date.fromisoformat(row.period_start)
            found.setdefault(place, {})[start] = _point(row, start)
    by_place = {(s.metric, s.grain, s.dimension, s.member): s for s in series}
    return [
        replace(by_place.get(place, Series(place[0], place[1], (), place[2], place[3])), points=_ordered(points))
        for place, points in sorted(found.items())
    ]


def _ordered(points: dict[date, Point]) -> tuple[Point, ...]:
    return tuple(points[start] for start in sorted(points))


def _point(row: Row, start: date) -> Point:
    value, numerator, denominator = (
        float(text) if text else None for text in (row.value, row.numerator, row.denominator)
    )
    return Point(start, value, numerator, denominator, row.status == FINAL)
