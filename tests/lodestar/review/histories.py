"""Series for tests, with and without planted relations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np

from lodestar.releases.series import TOTAL, Point, Series


def starts(count: int, grain: str) -> list[date]:
    if grain == "month":
        return [date(2024 + n // 12, n % 12 + 1, 1) for n in range(count)]
    return [date(2024, 1, 1) + timedelta(days=n * (7 if grain == "week" else 1)) for n in range(count)]


def series(
    metric: str,
    values: Iterable[float | None],
    grain: str = "week",
    *,
    dimension: str = TOTAL,
    member: str = TOTAL,
    denominators: Sequence[float] | None = None,
    provisional: int = 0,
) -> Series:
    """The values on following periods; the last `provisional` of them are not final."""
    given = [None if value is None else float(value) for value in values]
    below = list(denominators) if denominators is not None else [None] * len(given)
    points = [
        Point(start, value, None if b is None or value is None else value * b, b, n < len(given) - provisional)
        for n, (start, value, b) in enumerate(zip(starts(len(given), grain), given, below, strict=True))
    ]
    return Series(metric, grain, tuple(points), dimension, member)


def remembering(random: np.random.Generator, count: int, phi: float, spread: float) -> np.ndarray:
    """AR(1) around 0."""
    values = random.normal(0, spread, count + 50)
    for n in range(1, count + 50):
        values[n] += phi * values[n - 1]
    return values[50:]
