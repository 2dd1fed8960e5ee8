"""Questions that a meeting has to answer about a metric, from the facts that brought it there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lodestar.catalog.contract import Contract
from lodestar.governance.certification import Certification
from lodestar.governance.difference import MetricChange
from lodestar.governance.dispute import Dispute

__all__ = ["Point", "questions_of"]

ALWAYS = {
    "undecided": "who_agrees",
    "proposed": "accept",
    "added": "accept",
    "duplicated": "which_stays",
    "review": "still_holds",
    "stale": "where_stuck",
    "removed": "instead",
    "words": "words",
}
"""Reason -> the question that it always asks."""

LAST = "stale"
"""Late data are for the people who load them: the meeting comes to it last."""


@dataclass(frozen=True)
class Point:
    """A reason or a question: its code, and the values that its sentence tells."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


def questions_of(
    reasons: Sequence[Point],
    contract: Contract | None,
    certification: Certification | None,
    change: MetricChange | None,
    targets: int,
) -> tuple[Point, ...]:
    """The questions, none twice, in the order in which they are best talked about.

    Args:
        targets: rows of targets that are set for the metric.
    """
    found = [question for reason in reasons if reason.code != LAST for question in _asked(reason, contract)]
    found += _of_versions(contract, certification, change)
    if change:
        found += _of_change(change)
    if targets and any(reason.code in ("drifted", "meaning", "removed") for reason in reasons):
        found.append(Point("targets", {"targets": targets}))
    found += [question for reason in reasons if reason.code == LAST for question in _asked(reason, contract)]
    unlike: list[Point] = []
    for question in found:
        if question not in unlike:
            unlike.append(question)
    return tuple(unlike)


def _asked(reason: Point, contract: Contract | None) -> Iterator[Point]:
    if reason.code == "disputed":
        dispute: Dispute = reason.values["dispute"]
        yield Point("which_figure", {"dispute": dispute})
        yield Point("which_way" if dispute.explanation else "who_finds_out", {"dispute": dispute})
    elif reason.code == "drifted":
        yield Point("keep", {"number": reason.values["number"]})
    elif reason.code in ALWAYS:
        code = ALWAYS[reason.code]
        yield Point(code, {"owner": contract.owner} if code == "accept" and contract else {})


def _of_versions(
    contract: Contract | None, certification: Certification | None, change: MetricChange | None
) -> Iterator[Point]:
    """Whether the version counts up with the meaning, against the decision and against the other side."""
    if contract is None:
        return
    decided = (
        certification.decision.about(certification.metric_name) if certification and certification.decision else None
    )
    before = [decided.version] if decided and "definition" in (certification.moved if certification else ()) else []
    if change and "definition" in change.moved and change.version_old is not None:
        before.append(change.version_old)
    if before and contract.version <= max(before):
        yield Point("version", {"version": contract.version})
    elif before:
        yield Point("from_when", {"version": contract.version})


def _of_change(change: MetricChange) -> Iterator[Point]:
    if change.kind == "meaning" and change.values and change.values.rows_differing == 0:
        yield Point("no_number")
    elif change.changed_models:
        yield Point("models", {"models": change.changed_models})
    if change.kind not in ("meaning", "removed"):
        return
    touched = change.touched
    if touched.frozen_months:
        yield Point("months", {"months": touched.frozen_months})
    if touched.metrics:
        yield Point("downstream", {"metrics": touched.metrics})
    if touched.exports:
        yield Point("exports", {"exports": touched.exports})
    if touched.trees:
        yield Point("trees", {"trees": touched.trees})
