"""The agenda of a data-consensus meeting: which metrics to talk about, why, and what is to be answered.

items = agenda(catalog, register, certifications, difference=difference, disputes=disputes)
items[0].metric, items[0].reasons, items[0].questions

One item a metric, with all its reasons. Reasons and questions are codes with values: `report/` says them in the
language of the meeting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.contract import ROLES, Contract
from lodestar.governance.certification import Certification
from lodestar.governance.difference import Difference, MetricChange
from lodestar.governance.dispute import Dispute
from lodestar.governance.late_data import LateData
from lodestar.governance.questions import Point, questions_of
from lodestar.governance.register import Register
from lodestar.governance.rules.finding import Finding

__all__ = ["REASONS", "AgendaItem", "agenda"]

REASONS = (
    "disputed",
    "drifted",
    "meaning",
    "undecided",
    "duplicated",
    "removed",
    "added",
    "proposed",
    "review",
    "stale",
    "words",
)
"""From the most to the least urgent."""

DUPLICATES = frozenset({"G301", "G302"})
"""Rules that find two metrics where there should be one."""


@dataclass(frozen=True)
class AgendaItem:
    """A metric to talk about. Reasons stand with the most urgent first."""

    metric: str
    reasons: tuple[Point, ...]
    questions: tuple[Point, ...]
    disputes: tuple[Dispute, ...] = ()
    change: MetricChange | None = None


@dataclass
class _Collected:
    reasons: list[Point] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    change: MetricChange | None = None


def agenda(
    catalog: Catalog,
    register: Register,
    certifications: Mapping[str, Certification],
    *,
    today: date,
    difference: Difference | None = None,
    disputes: Sequence[Dispute] = (),
    findings: Sequence[Finding] = (),
    late: Sequence[LateData] = (),
) -> tuple[AgendaItem, ...]:
    """What there is to talk about, by role and reason: a disputed or drifted north star comes before all else."""
    contracts = {metric.name: metric.contract for metric in catalog.governed if metric.contract}
    collected: dict[str, _Collected] = {}

    def about(metric: str) -> _Collected:
        return collected.setdefault(metric, _Collected())

    for dispute in disputes:
        about(dispute.metric).disputes.append(dispute)
        about(dispute.metric).reasons.append(Point("disputed", {"dispute": dispute}))
    for name, reason in _states(certifications, contracts, today):
        about(name).reasons.append(reason)
    for change in difference.changes if difference else ():
        about(change.name).change = change
        if not _is_said(change, certifications.get(change.name)):
            about(change.name).reasons.append(_changed(change))
    for finding in findings:
        if finding.code in DUPLICATES and finding.subject in contracts:
            values = {"message": finding.message, "mend": finding.mend}
            about(finding.subject).reasons.append(Point("duplicated", values))
    for found in late:
        stale: dict[str, Any] = {"grain": found.grain, "last": found.last, "next": found.next, "due": found.due}
        about(found.metric).reasons.append(Point("stale", stale))
    items = [
        AgendaItem(
            metric=name,
            reasons=tuple(sorted(known.reasons, key=lambda reason: REASONS.index(reason.code))),
            questions=questions_of(
                known.reasons,
                contracts.get(name),
                certifications.get(name),
                known.change,
                len(register.targets_of(name)),
            ),
            disputes=tuple(known.disputes),
            change=known.change,
        )
        for name, known in collected.items()
    ]
    stars = {star.metric for star in register.north_stars if star.is_active(today)}
    return tuple(sorted(items, key=lambda item: _order(item, contracts.get(item.metric), stars)))


def _states(
    certifications: Mapping[str, Certification], contracts: Mapping[str, Contract], today: date
) -> Iterable[tuple[str, Point]]:
    for name, known in certifications.items():
        decision = known.decision
        if known.state == "drifted" and decision:
            values = {"number": decision.number, "date": decision.decided_on, "moved": known.moved}
            yield name, Point("drifted", values)
        elif known.state in ("undecided", "proposed"):
            yield name, Point(known.state)
        elif known.state == "certified" and decision and name in contracts:
            due = decision.decided_on + timedelta(days=contracts[name].review_days)
            if due < today:
                yield name, Point("review", {"date": decision.decided_on, "due": due})


def _is_said(change: MetricChange, known: Certification | None) -> bool:
    """Whether it is said already: what drifted from its decision changed in just that."""
    return change.kind == "meaning" and known is not None and set(change.moved) <= set(known.moved)


def _changed(change: MetricChange) -> Point:
    values: dict[str, Any] = {}
    if change.kind == "meaning":
        values["moved"] = change.moved
    if change.kind == "words":
        values["fields"] = tuple(word.what for word in change.words)
    return Point(change.kind, values)


def _order(item: AgendaItem, contract: Contract | None, stars: set[str]) -> tuple[int, int, str]:
    role = "north_star" if item.metric in stars else contract.role if contract else ROLES[-1]
    codes = {reason.code for reason in item.reasons}
    return (ROLES.index(role), min(map(REASONS.index, codes)), item.metric)
