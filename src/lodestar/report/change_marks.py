"""What a change of a metric is, by its facts alone: questions with yes or no, in no language."""

from __future__ import annotations

import math

from lodestar.governance.difference import MetricChange, PeriodDifference

__all__ = ["cause_of", "differs", "is_not_raised", "no_number_differs"]

EQUAL = 1e-12
"""As `warehouse/comparison.py` has it: sums of doubles depend on their order."""


def is_not_raised(change: MetricChange) -> bool:
    """Whether the definition changed under the same or a lower version."""
    raised = change.version_old is None or change.version_new is None or change.version_new > change.version_old
    return "definition" in change.moved and not raised


def no_number_differs(change: MetricChange) -> bool:
    """Whether the meaning changed and every value stayed."""
    return change.kind == "meaning" and change.values is not None and change.values.rows_differing == 0


def differs(found: PeriodDifference) -> bool:
    """Whether the two values are told apart."""
    if found.old is None or found.new is None:
        return found.old is not found.new
    return not math.isclose(found.old, found.new, rel_tol=EQUAL)


def cause_of(change: MetricChange) -> PeriodDifference | None:
    """The period that is looked at, where its change is split between the definition and the models."""
    values = change.values
    if values is None or len(values.causes) < 2:
        return None
    looked_at = [p for p in values.periods if p.grain == values.grain and p.period_start == values.looked_at]
    return next((p for p in looked_at if p.by_definition is not None and p.by_models is not None), None)
