"""A dispute: a figure that a department reports, and that is not the hub's within the metric's tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Dispute"]


@dataclass(frozen=True)
class Dispute:
    """Two figures for one thing.

    Attributes:
        dimension, member: `total` and `total` for the whole.
        explanation: why they differ, as far as that is known; else empty.
        parts: what the difference `theirs - ours` consists of, each with its amount.
    """

    metric: str
    department: str
    grain: str
    period_start: date
    dimension: str
    member: str
    ours: float | None
    theirs: float
    explanation: str = ""
    parts: tuple[tuple[str, float], ...] = ()
