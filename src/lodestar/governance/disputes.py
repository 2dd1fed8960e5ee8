"""Reported figures that don't agree with the hub's, as disputes for a data-consensus meeting."""

from __future__ import annotations

from collections.abc import Iterable

from lodestar.governance.dispute import Dispute
from lodestar.governance.reconciliation import Outcome, Reconciled
from lodestar.governance.variant_search import NOISE

__all__ = ["disputes"]

ROUNDING = {"en": "rounding of the reported figure", "zh": "上报数值的取整"}


def disputes(reconciled: Iterable[Reconciled], language: str = "en") -> tuple[Dispute, ...]:
    """The figures that don't agree, for a meeting. One that nothing explains has no explanation and no parts."""
    return tuple(
        _dispute(one, language) for one in reconciled if one.outcome in (Outcome.explained, Outcome.unexplained)
    )


def _dispute(one: Reconciled, language: str) -> Dispute:
    figure, found = one.figure, one.explanation
    told: list[tuple[str, float]] = []
    labels: list[str] = []
    if one.outcome is Outcome.explained and found:
        named = [(part.label_zh if language == "zh" and part.label_zh else part.label, part) for part in found.parts]
        labels = [label for label, _ in named]
        told = [(label, part.amount) for label, part in named if part.amount is not None]
        rest = figure.value - found.value
        if told and abs(rest) > NOISE * abs(figure.value):
            told.append((ROUNDING[language], rest))
    return Dispute(
        metric=figure.metric,
        department=figure.department,
        grain=figure.grain,
        period_start=figure.period_start,
        dimension=figure.dimension,
        member=figure.member,
        ours=one.ours,
        theirs=figure.value,
        explanation=("；" if language == "zh" else "; ").join(labels),
        parts=tuple(told),
    )
