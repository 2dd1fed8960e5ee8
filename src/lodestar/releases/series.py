"""Series: the values of one metric and member over time, as a release holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lodestar.releases.release import Release
from lodestar.warehouse.connection import connect, quoted

__all__ = ["TOTAL", "Point", "Series", "read_series", "read_series_at"]

TOTAL = "total"
"""Dimension and member of the whole."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value of one period, with what it is divided from. `is_final`: it no longer moves by data that are due."""

    period_start: date
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one metric at one grain, for one member of a dimension, oldest first."""

    metric: str
    grain: str
    points: tuple[Point, ...]
    dimension: str = TOTAL
    member: str = TOTAL

    def at(self, period_start: date) -> Point | None:
        """The point of a period; None where there is none."""
        return next((point for point in self.points if point.period_start == period_start), None)

    def until(self, period_start: date) -> Series:
        """The same without what comes after a period."""
        kept = tuple(point for point in self.points if point.period_start <= period_start)
        return Series(self.metric, self.grain, kept, self.dimension, self.member)

    def final(self) -> Series:
        """The same with final values alone."""
        kept = tuple(point for point in self.points if point.is_final)
        return Series(self.metric, self.grain, kept, self.dimension, self.member)

    def known(self) -> Iterator[tuple[date, float]]:
        """Periods that have a value."""
        return ((point.period_start, point.value) for point in self.points if point.value is not None)


def read_series(
    release: Release, metrics: Collection[str], *, grains: Collection[str] | None = None, members: bool = True
) -> list[Series]:
    """All series of some metrics, by metric, grain, dimension and member.

    Args:
        grains: the grains wanted; by default all.
        members: whether members of dimensions are wanted too, beside the whole.

    Raises:
        ReleaseError: the release can't be read.
    """
    return read_series_at(release.database, ("hub", "metric_values"), metrics, grains=grains, members=members)


def read_series_at(
    database: Path,
    relation: tuple[str, str],
    metrics: Collection[str],
    *,
    grains: Collection[str] | None = None,
    members: bool = True,
) -> list[Series]:
    """The same of a database that is not published yet. `relation`: schema and name of its `metric_values`.

    Raises:
        ReleaseError: the database can't be read.
    """
    conditions, parameters = "metric_name = any(?)", [list(metrics)]
    if grains is not None:
        conditions += " and grain = any(?)"
        parameters.append(list(grains))
    if not members:
        conditions += f" and dimension = '{TOTAL}'"
    with connect(database) as connection:
        rows = connection.execute(
            "select metric_name, grain, dimension, member, period_start, cast(value as double), "
            "cast(numerator as double), cast(denominator as double), is_complete "
            f"from {quoted(*relation)} where {conditions} "
            "order by metric_name, grain, dimension, member, period_start",
            parameters,
        ).fetchall()
    found: dict[tuple[str, str, str, str], list[Point]] = {}
    for name, grain, dimension, member, start, value, numerator, denominator, is_complete in rows:
        point = Point(start, value, numerator, denominator, bool(is_complete))
        found.setdefault((name, grain, dimension, member), []).append(point)
    return [Series(key[0], key[1], tuple(points), key[2], key[3]) for key, points in found.items()]
