"""Leaves of a metric: what is computed from one state. A metric is an expression over leaves."""

from __future__ import annotations

from dataclasses import dataclass

from lodestar.catalog.contract import Retention
from lodestar.compiler.states import Cube, Facts, Filter, Pairs

__all__ = [
    "Additive",
    "Answered",
    "Cohort",
    "Conversion",
    "Distinct",
    "Growth",
    "Input",
    "Leaf",
    "Offset",
    "Percentile",
    "SemiAdditive",
    "Window",
    "shifted",
]


@dataclass(frozen=True)
class Window:
    """How far a cumulative value reaches back: `days` or `months` that end on the day, since `to_date`, or for ever."""

    days: int | None = None
    months: int | None = None
    to_date: str | None = None

    @property
    def is_rolling(self) -> bool:
        """Whether days leave it again."""
        return self.days is not None or self.months is not None

    def end_of(self, day: str) -> str:
        """The first day whose window no longer has `day`, in SQL; for rolling windows."""
        if self.days is not None:
            return f"cast({day} + interval '{self.days} days' as date)"
        # a month back from the 28th of February is not the 31st of January: then the day after is the first
        length = f"interval '{self.months} months'"
        end = f"cast({day} + {length} as date)"
        later = f"cast({day} + {length} + interval '1 day' as date)"
        return f"case when cast({end} - {length} as date) >= {day} then {end} else {later} end"


@dataclass(frozen=True)
class Additive:
    """A part of a cube. `combine` is sum, min or max; with `count_column` the sum is divided by that count."""

    cube: Cube
    column: str
    combine: str
    count_column: str | None = None
    window: Window | None = None


@dataclass(frozen=True)
class Distinct:
    """How many different keys."""

    pairs: Pairs
    window: Window | None = None


@dataclass(frozen=True)
class Growth:
    """Keys that are `new`, `retained` or `resurrected` in a period."""

    pairs: Pairs
    state: str


@dataclass(frozen=True)
class SemiAdditive:
    """A part of a cube on the last (`max`) or first (`min`) day of the period that has rows."""

    cube: Cube
    column: str
    choice: str


@dataclass(frozen=True)
class Percentile:
    """A percentile of the mart's rows: the one aggregation that no smaller state answers."""

    facts: Facts
    expression: str
    conditions: tuple[Filter, ...]
    fraction: float
    is_discrete: bool


@dataclass(frozen=True)
class Conversion:
    """Keys of `base` that converted within `days` days of their last base day (None: ever)."""

    base: Pairs
    conversion: Pairs
    days: int | None


@dataclass(frozen=True)
class Cohort:
    """Keys by the first day that `base` has them, once `retention` is known: all, or those `active` again."""

    base: Pairs
    active: Pairs | None
    retention: Retention


@dataclass(frozen=True)
class Answered:
    """What MetricFlow answers: one query a grain and dimension, with the columns of a leaf."""

    queries: tuple[str, ...]


Leaf = Additive | Distinct | Growth | SemiAdditive | Percentile | Conversion | Cohort | Answered


@dataclass(frozen=True)
class Offset:
    """An earlier period: `count` times `granularity`, or with count 0 the period before."""

    count: int
    granularity: str


@dataclass(frozen=True)
class Input:
    """A leaf in an expression.

    Attributes:
        offset: the earlier period whose value is taken.
        looks_back: before the first data plus this, the value is unknown; the offset, unless MetricFlow applies it.
        absent: the value where nothing happened; None: unknown.
    """

    leaf: Leaf
    offset: Offset | None
    looks_back: Offset | None
    absent: float | None


def shifted(offset: Offset, day: str) -> str:
    """The day so much earlier, in SQL."""
    count, unit = offset.count, offset.granularity
    if unit == "quarter":
        count, unit = count * 3, "month"
    return f"{day} - interval '{count} {unit}s'"
