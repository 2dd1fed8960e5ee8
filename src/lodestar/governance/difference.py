"""What a change of definitions does: which metrics changed, and their old and new values side by side. Values alone;
`workflows/diff.py` fills them in, `report/` draws them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lodestar.governance.fingerprints import Fingerprint

__all__ = [
    "Difference",
    "MemberDifference",
    "MetricChange",
    "PeriodDifference",
    "Touched",
    "ValueDifference",
    "WordChange",
]


@dataclass(frozen=True)
class WordChange:
    """Something about a metric that moves no number: `label`, `description`, `owner`, ..."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class PeriodDifference:
    """A value of the whole in one period, before and after. None: there is no value, or no such period.

    Attributes:
        is_complete: whether the period is over and known, on the side that has it.
        by_definition, by_models: which part of `new - old` comes from the metric's definition and which from the SQL of
            its models; None where it can't be said. They sum to the difference.
    """

    grain: str
    period_start: date
    old: float | None
    new: float | None
    is_complete: bool
    by_definition: float | None = None
    by_models: float | None = None

    @property
    def change(self) -> float | None:
        """`new - old`; None where one of them is unknown."""
        return None if self.old is None or self.new is None else self.new - self.old

    @property
    def relative_change(self) -> float | None:
        """The change as a share of the old value; None where that is 0 or unknown."""
        return None if self.change is None or not self.old else self.change / abs(self.old)


@dataclass(frozen=True)
class MemberDifference:
    """A member's value in the period that is looked at, before and after.

    `share` is its part of the whole's change, where members add up to the whole; else None.
    """

    dimension: str
    member: str
    old: float | None
    new: float | None
    share: float | None

    @property
    def change(self) -> float | None:
        """`new - old`; None where one of them is unknown."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True)
class ValueDifference:
    """Old and new values of a metric on the same data.

    Attributes:
        rows_old, rows_new, rows_differing: of all grains, periods, dimensions and members. A row that only one side has
            differs.
        first_period: the first period of `grain` whose value for the whole differs; None if none does.
        grain: the one that people look at: the coarsest.
        looked_at: the period of that grain whose members are shown: the last complete one that differs, else the last
            one that differs.
        largest: the period of that grain with the largest change.
        periods: the whole's values in every period of every grain, in order.
        members: per dimension the members in `looked_at`, the largest change first; unchanged ones are left out.
        unchanged_members: dimension -> how many members are left out.
        grains_gone, grains_new, dimensions_gone, dimensions_new: what only one side is given by.
        causes: `definition`, `models`, or both; what changed.
        note: why a part could not be computed; empty when all was.
    """

    rows_old: int
    rows_new: int
    rows_differing: int
    grain: str
    first_period: date | None
    looked_at: date | None
    largest: PeriodDifference | None
    periods: tuple[PeriodDifference, ...]
    members: tuple[MemberDifference, ...]
    unchanged_members: Mapping[str, int] = field(default_factory=dict)
    grains_gone: tuple[str, ...] = ()
    grains_new: tuple[str, ...] = ()
    dimensions_gone: tuple[str, ...] = ()
    dimensions_new: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Touched:
    """What hangs on a metric: metrics made of it, saved-query exports, trees, targets, and months frozen with it."""

    metrics: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()
    targets: int = 0
    frozen_months: tuple[str, ...] = ()


@dataclass(frozen=True)
class MetricChange:
    """One metric that is not as it was.

    Attributes:
        kind: `added`, `removed`, `meaning` or `words`.
        moved: of a change of meaning: `definition`, `upstream` or both.
        changed_models: names of the models below it whose SQL means something else now, or that are new to it.
        formula_old, formula_new: the formula in words; empty on the side that lacks the metric.
        values: None for words alone, and where there is no data; `values_note` says why.
    """

    name: str
    label: str
    label_zh: str
    unit: str
    kind: str
    owner: str
    version_old: int | None
    version_new: int | None
    fingerprint_old: Fingerprint | None
    fingerprint_new: Fingerprint | None
    formula_old: str
    formula_new: str
    moved: tuple[str, ...] = ()
    words: tuple[WordChange, ...] = ()
    changed_models: tuple[str, ...] = ()
    touched: Touched = Touched()
    values: ValueDifference | None = None
    values_note: str = ""


@dataclass(frozen=True)
class Difference:
    """Two sides of a project's definitions, `base` and `new`, as people call them, and every metric that differs.

    `data` says which data the values are of: the release that the warehouse stands at, or why there is none.
    """

    base: str
    new: str
    changes: tuple[MetricChange, ...]
    unchanged: int
    data: str

    @property
    def of_meaning(self) -> tuple[MetricChange, ...]:
        """Changes that can move a number."""
        return tuple(change for change in self.changes if change.kind == "meaning")
