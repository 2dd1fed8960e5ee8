"""Certification: whether people agreed to what a metric means now.

| a contract says | and decisions | it is |
|---|---|---|
| certified | a valid one names its present fingerprints | certified |
| certified | they name others | drifted |
| certified | there is none | undecided |
| proposed, deprecated, retired | whatever | what it says |

Nobody takes a certification away: it falls when the definition or the models below change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric
from lodestar.governance.decisions import Decision, objections
from lodestar.governance.fingerprints import Fingerprint
from lodestar.governance.register import Register

__all__ = ["Certification", "certifications", "owners_of"]


@dataclass(frozen=True)
class Certification:
    """What a metric stands at.

    Attributes:
        state: certified, drifted, undecided, proposed, deprecated or retired.
        decision: the last valid one about the metric, whether it still fits or not.
        moved: what changed since: `definition`, `upstream`, or both; empty unless drifted.
    """

    metric_name: str
    state: str
    fingerprint: Fingerprint
    decision: Decision | None
    moved: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """For people: `drifted: its definition changed after decision 12 (2026-03-04)`."""
        if self.state == "drifted" and self.decision:
            what = " and ".join(MOVED[part] for part in self.moved)
            return f"drifted: {what} changed after decision {self.decision.number} ({self.decision.decided_on})"
        if self.state == "certified" and self.decision:
            return f"certified by decision {self.decision.number} ({self.decision.decided_on})"
        if self.state == "undecided":
            return "undecided: its contract says certified, and no decision names it"
        return self.state


MOVED = {"definition": "its definition", "upstream": "the SQL of its models"}


def certifications(
    catalog: Catalog, found: Mapping[str, Fingerprint], register: Register, today: date
) -> dict[str, Certification]:
    """Metric name -> certification, for every governed metric; decisions of later days do not count yet."""
    owners = owners_of(catalog)
    decided: dict[str, list[Decision]] = {}
    for decision in sorted(register.decisions, key=lambda d: (d.decided_on, d.number)):
        for about in decision.metrics if decision.decided_on <= today else ():
            # each by its own owner: another metric that moves to another team takes nothing from this one
            own = {about.name: owners[about.name]} if about.name in owners else {}
            if not objections(decision, register.teams, own):
                decided.setdefault(about.name, []).append(decision)
    return {
        metric.name: _certification(metric, found[metric.name], decided.get(metric.name, []))
        for metric in catalog.governed
    }


def owners_of(catalog: Catalog) -> dict[str, str]:
    """Metric name -> owning team."""
    return {metric.name: metric.contract.owner for metric in catalog.governed if metric.contract}


def _certification(metric: Metric, now: Fingerprint, decisions: list[Decision]) -> Certification:
    assert metric.contract is not None
    last = decisions[-1] if decisions else None
    if metric.contract.status != "certified":
        return Certification(metric.name, metric.contract.status, now, last)
    if last is None:
        return Certification(metric.name, "undecided", now, None)
    about = last.about(metric.name)
    assert about is not None
    moved = tuple(part for part in MOVED if getattr(about.new, part) != getattr(now, part))
    return Certification(metric.name, "drifted" if moved else "certified", now, last, moved)
