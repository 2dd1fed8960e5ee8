"""Scales of charts: round ticks, and how they are labelled."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lodestar.report.figures import SHARES

__all__ = ["Scale", "scale_for"]

FROM_ZERO = 0.5
"""A scale begins at 0 unless the least value is larger than this part of the greatest: changes would be too small."""

EQUAL = 1e-9


@dataclass(frozen=True)
class Scale:
    """Round ticks from below the least to above the greatest value."""

    ticks: tuple[float, ...]
    step: float

    @property
    def begins_at_zero(self) -> bool:
        """Whether 0 is on it."""
        return self.ticks[0] <= 0 <= self.ticks[-1]

    def share(self, value: float) -> float:
        """Where a value lies, from 0 at the first tick to 1 at the last."""
        return (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])

    def label(self, tick: float, unit: str) -> str:
        """A tick with as many digits as tell it from the next."""
        return format(tick, self.format(unit))

    def format(self, unit: str) -> str:
        """How all ticks are written: Python's and d3's formats mean the same here."""
        decimals = max(0, -math.floor(math.log10(self.step) + EQUAL))
        if abs(self.step * 10**decimals - round(self.step * 10**decimals)) > EQUAL:
            decimals += 1  # a step of 2.5 between whole numbers would be rounded to false values
        return f".{max(0, decimals - 2)}%" if unit in SHARES else f",.{decimals}f"


def scale_for(values: Iterable[float], *, with_zero: bool = False, wanted: int = 5) -> Scale:
    """A scale that holds the values, with about `wanted` steps."""
    listed = list(values)
    low, high = min(listed), max(listed)
    if with_zero or 0 < low <= FROM_ZERO * high:
        low = min(low, 0.0)
    if with_zero or (high < 0 and high >= FROM_ZERO * low):
        high = max(high, 0.0)
    if high - low <= EQUAL * max(abs(high), abs(low)):
        around = abs(high) / 10 or 1.0
        low, high = low - around, high + around
    step = _round_step((high - low) / wanted)
    first, last = math.floor(low / step + EQUAL), math.ceil(high / step - EQUAL)
    return Scale(tuple(n * step for n in range(first, last + 1)), step)


def _round_step(least: float) -> float:
    power = math.floor(math.log10(least))
    for factor in (1.0, 2.0, 2.5, 5.0):
        if factor * 10.0**power >= least * (1 - EQUAL):
            return factor * 10.0**power
    return 10.0 ** (power + 1)
