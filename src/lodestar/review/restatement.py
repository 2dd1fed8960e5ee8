"""Restatements: what would be reported differently today, split by cause, to the last digit.

Between the reported value and today's lie stages, in this order:

    as reported ─▶ rows deleted ─▶ rows arrived late ─▶ rows corrected ─▶ model changed ─▶ definition changed ─▶ today

Each stage has a value, computed with everything of the stages before it and nothing of those after. A cause's part is
the difference of two stages, as an exact number (the doubles' own decimals), so the parts sum to the whole difference
whatever the metric is. What two causes do only together counts with the later one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal

__all__ = ["CAUSES", "DELETED", "Restatement", "exact_difference", "is_other", "parts_between"]

DELETED, LATE, CORRECTED, MODEL, DEFINITION = "deleted", "late", "corrected", "model", "definition"

CAUSES = (DELETED, LATE, CORRECTED, MODEL, DEFINITION)
"""In the order of the stages. Others, where a split is not known: `rows` (all three together), `model_and_definition`,
`unsplit` (several causes, of which not even that is known), `unexplained` (the same rows, models and definition)."""

DIGITS = 12
"""Values that agree to as many significant digits are equal: sums of doubles depend on their order."""

EXACT = Context(prec=2000)
"""Enough for the difference of any two doubles to lose nothing."""


@dataclass(frozen=True)
class Restatement:
    """A reported value that would be another one today. Numbers are None where there is no value.

    Attributes:
        status: as it was reported: `final` or `provisional`.
        parts: cause -> its exact part of the difference. Empty where one side has no value.
        causes: causes of the change, also where there is no number to split.
        note: why a split is not known, in words; empty where it is.
    """

    metric: str
    grain: str
    period_start: str
    dimension: str
    member: str
    unit: str
    status: str
    frozen_at: str
    release_id: str
    reported: float | None
    today: float | None
    causes: tuple[str, ...]
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    note: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Today's value less the reported one; None where one of them is missing."""
        return None if self.reported is None or self.today is None else exact_difference(self.reported, self.today)


def is_other(before: float | None, after: float | None) -> bool:
    """Whether two values differ as people would say."""
    if before is None or after is None:
        return before is not after
    if not (math.isfinite(before) and math.isfinite(after)):
        return before != after
    return f"{before:.{DIGITS}g}" != f"{after:.{DIGITS}g}" and abs(after - before) > 10.0**-DIGITS * max(
        abs(before), abs(after)
    )


def exact_difference(before: float, after: float) -> Decimal:
    """`after` less `before`, of the decimals that the doubles are written with."""
    return EXACT.subtract(Decimal(repr(after)), Decimal(repr(before)))


def parts_between(stages: Sequence[tuple[str, float | None]], before: float, after: float) -> dict[str, Decimal] | None:
    """Cause -> part, from the values after each stage but the last; None where a stage has no value.

    Args:
        stages: `(cause, value after it)` in order; the value after the last one is `after` and not looked at.
    """
    parts: dict[str, Decimal] = {}
    last = before
    for place, (cause, value) in enumerate(stages):
        reached = after if place == len(stages) - 1 else value
        if reached is None:
            return None
        parts[cause] = EXACT.add(parts.get(cause, Decimal(0)), exact_difference(last, reached))
        last = reached
    return parts
