"""Coverage: in how many periods a candidate has a value, and how many of the users it counts in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lodestar.releases.series import Point, Series
from lodestar.review.candidates.grade import Grade, graded_above

__all__ = ["FAIR", "GOOD", "Coverage", "coverage"]

GOOD, FAIR = 0.95, 0.8
"""Shares of the periods that are due which have a final value."""


@dataclass(frozen=True)
class Coverage:
    """How far a candidate reaches.

    Attributes:
        due: periods up to the last final one.
        known: those of them with a final value.
        waiting: newer periods, which are not final yet.
        users: share of the population that it counts in, mean of all periods; None where it is not known.
        population: the metric that counts everybody; empty where none does.
    """

    grade: Grade
    due: int
    known: int
    waiting: int
    users: float | None = None
    population: str = ""

    @property
    def share(self) -> float | None:
        """Share of the due periods with a final value."""
        return self.known / self.due if self.due else None


def coverage(series: Series, population: Series | None = None, *, counts_users: bool = False) -> Coverage:
    """How far the candidate reaches.

    Args:
        population: counts of all users at the same grain; without it, the share of users is not known.
        counts_users: whether the candidate's values are users themselves; else its denominators are.
    """
    final = [n for n, point in enumerate(series.points) if point.is_final]
    due = final[-1] + 1 if final else 0
    known = sum(series.points[n].value is not None for n in final)
    counted: Callable[[Point], float | None] = lambda p: p.value if counts_users else p.denominator  # noqa: E731
    users = _share_of(series, population, counted) if population else None
    return Coverage(
        graded_above(known / due, GOOD, FAIR) if due else Grade.unknown,
        due,
        known,
        len(series.points) - due,
        users,
        population.metric if population and users is not None else "",
    )


def _share_of(series: Series, population: Series, counted: Callable[[Point], float | None]) -> float | None:
    everybody = {p.period_start: p.value for p in population.points if p.is_final and p.value}
    shares = [
        number / whole
        for point in series.points
        if point.is_final and (number := counted(point)) is not None and (whole := everybody.get(point.period_start))
    ]
    return float(np.mean(shares)) if shares else None
