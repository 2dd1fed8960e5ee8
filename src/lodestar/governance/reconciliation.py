"""What a department reports beside what the hub says: whether they agree, and if not, which definitions differ.

The search (`variant_search`) finds the variants, `shapley` the part of each; `workflows/reconcile.py` computes values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lodestar.catalog.contract import Tolerance
from lodestar.catalog.variant import Variant
from lodestar.governance.reported import ReportedFigure
from lodestar.governance.shapley import parts
from lodestar.governance.variant_search import MOST_TOGETHER, Found, Target

__all__ = [
    "Explanation",
    "Failure",
    "Outcome",
    "Part",
    "Reconciled",
    "explanation",
    "outcome_of",
    "target_of",
]

SCALES = (100.0, 1_000.0, 10_000.0, 1_000_000.0, 0.01, 0.001, 0.0001, 0.000001)
"""Percent and per mille, thousands, ten thousands (万), millions."""

SCALED = 0.005
"""How near a figure in another unit must come to the hub's: it may be rounded, or differ a little besides."""


class Outcome(StrEnum):
    """How a reported figure stands to the hub's."""

    agrees = "agrees"
    explained = "explained"
    unexplained = "unexplained"
    refused = "refused"


@dataclass(frozen=True)
class Part:
    """A variant and the part of the difference that it carries; None where some variants alone have no value."""

    name: str
    label: str
    label_zh: str
    amount: float | None


@dataclass(frozen=True)
class Explanation:
    """Variants, and what they make of the hub's value.

    Attributes:
        parts: the variants in the order in which they are declared; their amounts sum to `value` less the hub's.
        value: the metric with all of them.
        alternatives: other variants, as many, that give the reported figure too.
        covers_all: whether they reproduce every disputed figure of this metric that the department reports.
    """

    parts: tuple[Part, ...]
    value: float
    alternatives: tuple[tuple[Variant, ...], ...] = ()
    covers_all: bool = False


@dataclass(frozen=True)
class Failure:
    """Variants that could not be computed, and why."""

    names: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Reconciled:
    """A reported figure and what became of it.

    Attributes:
        published: the value in the current release; None where it has none.
        ours: the value that the figure is compared with: `published`, unless the definitions or the rows moved since
            (`moved`): then what the working tree's definition gives.
        explanation: of an explained figure the smallest set of variants that reproduces it; of an unexplained one the
            closest set, or None where none comes nearer.
        failures: variants of the metric that could not be tried.
        declared: how many variants the metric's contract declares.
        problem: of a refused figure what is wrong with its row.
    """

    figure: ReportedFigure
    outcome: Outcome
    label: str = ""
    label_zh: str = ""
    unit: str = ""
    release_id: str | None = None
    published: float | None = None
    ours: float | None = None
    moved: bool = False
    is_complete: bool = True
    explanation: Explanation | None = None
    failures: tuple[Failure, ...] = ()
    declared: int = 0
    problem: str = ""

    @property
    def gap(self) -> float | None:
        """`theirs - ours`."""
        return None if self.ours is None else self.figure.value - self.ours

    @property
    def remaining(self) -> float | None:
        """What of the gap no variant carries."""
        return self.figure.value - self.explanation.value if self.explanation else self.gap

    @property
    def scale(self) -> float | None:
        """How many times the hub's value an unexplained figure is, where that looks like another unit."""
        if self.outcome is not Outcome.unexplained or not self.ours:
            return None
        return next((s for s in SCALES if math.isclose(self.figure.value, s * self.ours, rel_tol=SCALED)), None)

    @property
    def is_bounded(self) -> bool:
        """Whether there are larger sets of variants, which are not tried."""
        return self.declared > MOST_TOGETHER

    @property
    def needs_people(self) -> bool:
        """Whether somebody has to look: nothing declared explains the figure, or it could not be compared."""
        return self.outcome in (Outcome.unexplained, Outcome.refused)


def outcome_of(figure: ReportedFigure, ours: float | None, tolerance: Tolerance) -> Outcome:
    """Whether a figure agrees: within the metric's tolerance, or within what its last digit leaves open."""
    if ours is None:
        return Outcome.unexplained
    is_same = Target(figure.value, figure.step, ours, False).is_reproduced(ours)
    return Outcome.agrees if is_same or tolerance.allows(ours, figure.value) else Outcome.unexplained


def target_of(reconciled: Reconciled) -> Target:
    """What the search has to reproduce."""
    figure = reconciled.figure
    return Target(figure.value, figure.step, reconciled.ours, reconciled.outcome is Outcome.agrees)


def explanation(
    found: Found, variants: Sequence[Variant], value: Callable[[tuple[str, ...]], float | None]
) -> Explanation | None:
    """What the search found, with the part of each variant; None where no variant comes nearer.

    Args:
        value: the figure's value with some of the variants.
    """
    reproduced = value(found.variants)
    if not found.variants or reproduced is None:
        return None
    by_name = {variant.name: variant for variant in variants}
    amounts = parts(found.variants, value)
    return Explanation(
        parts=tuple(
            Part(name, by_name[name].label, by_name[name].label_zh, amounts.get(name)) for name in found.variants
        ),
        value=reproduced,
        alternatives=tuple(tuple(by_name[name] for name in others) for others in found.alternatives),
        covers_all=found.covers_all,
    )
