"""Figures with the digits that a department reported: where it said 0.225191, the hub's is `22.6752%`, not `22.7%`."""

from __future__ import annotations

import math

from lodestar.governance.reconciliation import Reconciled
from lodestar.report.figures import NOTHING, SHARES

__all__ = ["MOST_DIGITS", "difference", "digits", "reported"]

MOST_DIGITS = 9
USUAL_DIGITS = 2


def reported(value: float | None, one: Reconciled) -> str:
    """A value with as many digits as the department reported; one of the hub that is not whole with two at least."""
    if value is None or not math.isfinite(value):
        return NOTHING
    places = digits(one)
    if one.unit in SHARES:
        return f"{value * 100:,.{max(places - 2, 0)}f}%"
    if value != one.figure.value and round(value, MOST_DIGITS) != round(value):
        places = max(places, USUAL_DIGITS)
    return f"{value:,.{places}f}"


def difference(value: float | None, one: Reconciled, points: str, *, places: int | None = None) -> str:
    """A difference with its sign; one that is not 0 never reads so.

    Args:
        points: what percentage points are called, in which differences of shares are.
        places: digits after the point, where not as reported.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    shown = digits(one) if places is None else places
    in_percent = one.unit in SHARES
    number, shown = (value * 100, max(shown - 2, 0)) if in_percent else (value, shown)
    while number and shown < MOST_DIGITS and not round(number, shown):
        shown += 1
    return f"{number:+,.{shown}f}{f' {points}' if in_percent else ''}" if round(number, shown) else "0"


def digits(one: Reconciled) -> int:
    """Digits after the point, as reported."""
    step = one.figure.step
    return min(max(round(-math.log10(step)), 0), MOST_DIGITS) if step else USUAL_DIGITS
