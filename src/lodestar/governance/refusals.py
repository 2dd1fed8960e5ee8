"""Why a decision is not written: what it is about, and who makes it. Every reason at once, each with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from lodestar.catalog.metric import Metric
from lodestar.errors import UnknownNameError
from lodestar.governance.certification import Certification
from lodestar.governance.decisions import Decision, objections
from lodestar.governance.teams import Teams

__all__ = ["doubts", "refusals"]


def refusals(metric: Metric, known: Certification, day: date, *, again: bool) -> Iterator[str]:
    """Why a metric can't be decided on now, one sentence each.

    Args:
        known: what the metric stands at.
        day: of the decision.
        again: whether what is decided already may be decided once more.
    """
    contract = metric.contract
    assert contract is not None
    if contract.status == "retired":
        yield f"{metric.name} is retired: nothing is computed by it. Set another status in {metric.path} first."
    decision = known.decision
    last = decision.about(metric.name) if decision else None
    if decision is None or last is None:
        return
    if day < decision.decided_on:
        yield (
            f"Decision {decision.number} about {metric.name} is of {decision.decided_on}, which is later than {day}: "
            "an earlier one would not count."
        )
    if last.new.definition != known.fingerprint.definition and contract.version <= last.version:
        yield (
            f"The definition of {metric.name} is not the one of decision {decision.number}, and its version is still "
            f"{contract.version}. Write version: {last.version + 1} in {metric.path}, or take the change back."
        )
    elif contract.version < last.version:
        yield (
            f"{metric.name} says version {contract.version}; decision {decision.number} agreed to {last.version}. "
            f"Write version: {last.version} in {metric.path}."
        )
    elif last.new == known.fingerprint and last.version == contract.version and not again:
        yield (
            f"There is nothing to decide about {metric.name}: decision {decision.number} ({decision.decided_on}) "
            "stands for what it means now. --again decides it once more, so that its review is due later."
        )


def doubts(decision: Decision, teams: Teams, owners: Mapping[str, str], today: date) -> list[str]:
    """Why a decision would bind nobody, one sentence each."""
    people = {person for team in teams.by_name.values() for person in team.people} | teams.agents
    found = [f"{objection}." for objection in objections(decision, teams, owners)]
    found += [
        f"{agreement.person} has left {agreement.team} (governance/teams.yml) and agrees to nothing new."
        for agreement in decision.agreed_by
        if teams.has_left(agreement.person, agreement.team)
    ]
    if decision.proposed_by not in people:
        found.append(str(UnknownNameError("person or agent of governance/teams.yml", decision.proposed_by, people)))
    if decision.decided_on > today:
        found.append(f"{decision.decided_on} is still to come: a decision is of a day that has been.")
    return found
