"""Sensitivity: how much of a candidate hangs on its largest member."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lodestar.releases.series import TOTAL, Point, Series
from lodestar.review.candidates.grade import Grade, graded_below

__all__ = ["FAIR", "GOOD", "LEAST_MEMBERS", "LargestMember", "Sensitivity", "sensitivity"]

GOOD, FAIR = 0.25, 0.5
"""Shares of the largest member."""

LEAST_MEMBERS = 5
"""Of two or three members one is always large."""

LATEST = 12
"""Periods that are looked at."""


@dataclass(frozen=True)
class LargestMember:
    """The largest member of a dimension: its share of values, or of what a ratio is divided by."""

    dimension: str
    member: str
    share: float
    members: int


@dataclass(frozen=True)
class Sensitivity:
    """The largest members, by dimension. The grade is that of the largest share where there are enough members."""

    grade: Grade
    largest: tuple[LargestMember, ...]


def sensitivity(members: Iterable[Series]) -> Sensitivity:
    """How much hangs on one member in the latest final periods."""
    by_dimension: dict[str, list[Series]] = {}
    for one in members:
        if one.dimension != TOTAL:
            by_dimension.setdefault(one.dimension, []).append(one)
    largest = tuple(found for name, group in sorted(by_dimension.items()) if (found := _largest(name, group)))
    telling = [one.share for one in largest if one.members >= LEAST_MEMBERS]
    return Sensitivity(graded_below(max(telling), GOOD, FAIR) if telling else Grade.unknown, largest)


def _largest(dimension: str, group: list[Series]) -> LargestMember | None:
    periods = sorted({point.period_start for one in group for point in one.points if point.is_final})[-LATEST:]
    kept = set(periods)
    sizes = {
        one.member: sum(_size(point) for point in one.points if point.is_final and point.period_start in kept)
        for one in group
    }
    sizes = {member: size for member, size in sizes.items() if size > 0}
    if not sizes:
        return None
    member = max(sizes, key=lambda name: (sizes[name], name))
    return LargestMember(dimension, member, sizes[member] / sum(sizes.values()), len(sizes))


def _size(point: Point) -> float:
    if point.denominator is not None:
        return point.denominator
    return abs(point.value) if point.value is not None else 0.0
