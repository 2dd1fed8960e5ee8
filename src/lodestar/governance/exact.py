"""Values as exact fractions, so that parts of a change sum to it to the last digit.

A double stands for the shortest decimal that is read back as it: 0.1 is a tenth, as everybody reads it, and amounts of
money add up to the last cent.
"""

from __future__ import annotations

import math
from fractions import Fraction

__all__ = ["TOLERANCE", "agrees", "exact", "shown"]

TOLERANCE = Fraction(1, 10**9)
"""Relative: a sum of doubles depends on its order in the last digits, and no company's numbers differ by so little."""


def exact(value: float | None) -> Fraction | None:
    """The decimal that a double stands for; None for what is not known, not finite, or no number."""
    return None if value is None or not math.isfinite(value) else Fraction(repr(float(value)))


def shown(value: Fraction | None) -> float | None:
    """For figures: the nearest double; None for what is not known, or too large for one."""
    try:
        return None if value is None else float(value)
    except OverflowError:
        return None


def agrees(one: Fraction, other: Fraction, *beside: Fraction) -> bool:
    """Whether two values are the same but for rounding. `beside`: other values whose rounding is in them too."""
    return abs(one - other) <= TOLERANCE * max(map(abs, (one, other, *beside)))
