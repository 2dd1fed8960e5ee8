"""Figures as people read them: a value by its unit, a change with its sign, a period by its grain."""

from __future__ import annotations

import math
from datetime import date

__all__ = ["formatted", "percent", "period", "short", "short_signed", "signed"]

WHOLE_UNITS = {
    "accounts",
    "count",
    "customers",
    "documents",
    "learners",
    "members",
    "orders",
    "posts",
    "schools",
    "stores",
    "units",
}
SHARES = ("ratio", "share")
NOTHING = "–"
LARGE = 10_000
"""Values from here on need no decimals on a chart."""

LEAST = 1e-6
"""Changes below it are said to be below it."""


def formatted(value: float | None, unit: str) -> str:
    """A value as people read it: a ratio in percent, counts whole, the rest with two decimals."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if unit in SHARES:
        return _unsigned_zero(f"{value:.1%}")
    if unit in WHOLE_UNITS and value == int(value):
        return f"{int(value):,}"
    return _unsigned_zero(f"{value:,.2f}")


def signed(change: float | None, unit: str, *, points: str = "pp") -> str:
    """A change: `+1,204.50`, `-3`, of a ratio `+1.2 pp`. One that is smaller than the digits shown is never said as 0.

    Args:
        points: what percentage points are called.
    """
    if change is None or not math.isfinite(change):
        return NOTHING
    if unit in SHARES:
        return f"{_signed(change * 100, 1)} {points}"
    if unit in WHOLE_UNITS and change == int(change):
        return f"{int(change):+,}" if change else "0"
    return _signed(change, 2)


def short(value: float | None, unit: str) -> str:
    """A value as a chart says it: without decimals from 10,000 on."""
    return formatted(value, unit) if _is_small(value, unit) else f"{value:,.0f}"


def short_signed(change: float | None, unit: str, *, points: str = "pp") -> str:
    """A change as a chart says it: without decimals from 10,000 on."""
    return signed(change, unit, points=points) if _is_small(change, unit) else f"{change:+,.0f}"


def percent(share: float | None) -> str:
    """A share of something, with its sign: `+12.3%`."""
    if share is None or not math.isfinite(share):
        return NOTHING
    return f"{_signed(share * 100, 1)}%"


def period(start: date, grain: str) -> str:
    """A period by its first day, as short as its grain allows: `2026-10`, `2026 Q4`, else the day."""
    if grain == "year":
        return f"{start:%Y}"
    if grain == "quarter":
        return f"{start:%Y} Q{(start.month + 2) // 3}"
    return f"{start:%Y-%m}" if grain == "month" else start.isoformat()


def _is_small(value: float | None, unit: str) -> bool:
    return value is None or not math.isfinite(value) or unit in SHARES or abs(value) < LARGE


def _signed(number: float, decimals: int) -> str:
    if not number:
        return "0"
    if abs(number) < LEAST:
        return f"{'+' if number > 0 else '-'}<{LEAST:.6f}"
    needed = -math.floor(math.log10(abs(number)))  # the place of its first digit
    return f"{number:+,.{max(decimals, needed)}f}"


def _unsigned_zero(text: str) -> str:
    return text.removeprefix("-") if not text.strip("-0.%") else text
