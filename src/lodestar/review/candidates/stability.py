"""Stability: how much a candidate varies without anybody doing anything.

Natural variation is that of an XmR chart: the mean difference of neighbouring values over 1.128 (Wheeler, Understanding
variation, 1993). The share of noise is half the mean squared difference of neighbours over the variance (von Neumann,
Distribution of the ratio of the mean square successive difference to the variance, Annals of Mathematical Statistics
12, 1941).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lodestar.releases.series import Series
from lodestar.review.candidates.grade import Grade, graded_below
from lodestar.review.pairs import Numbers, whole_values

__all__ = ["FAIR", "GOOD", "LEAST_PERIODS", "Stability", "natural_variation", "stability"]

GOOD, FAIR = 0.1, 0.25
"""Natural variation as shares of the mean."""

LEAST_PERIODS = 8

CHART_FACTOR = 1.128
"""Mean range of two normal values, in standard deviations."""


@dataclass(frozen=True)
class Stability:
    """How calm a candidate is.

    Attributes:
        variation: natural variation (one standard deviation) as a share of the mean.
        visible: the least change of one period that is beyond natural variation (three of them), as a share.
        noise: share of all its variance that goes from one period to the next: about 1 is noise alone, near 0 it
            moves in long swings.
    """

    grade: Grade
    periods: int
    variation: float | None = None
    visible: float | None = None
    noise: float | None = None


def natural_variation(values: Numbers) -> float:
    """One standard deviation of an XmR chart."""
    return float(np.abs(np.diff(values)).mean()) / CHART_FACTOR


def stability(series: Series) -> Stability:
    """How calm the final values are."""
    values = np.array(list(whole_values(series).values()), dtype=np.float64)
    if len(values) < LEAST_PERIODS or not values.mean():
        return Stability(Grade.unknown, len(values))
    variation = natural_variation(values) / abs(float(values.mean()))
    variance = float(values.var())
    noise = min(float((np.diff(values) ** 2).mean()) / 2 / variance, 1.0) if variance else 0.0
    return Stability(graded_below(variation, GOOD, FAIR), len(values), variation, 3 * variation, noise)
