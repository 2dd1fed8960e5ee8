"""A card of the meeting pack: what is known about one metric, from its definition, its decisions and the release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lodestar.catalog.formula import formula
from lodestar.catalog.metric import Metric
from lodestar.governance.agenda import AgendaItem
from lodestar.governance.rules.finding import Finding
from lodestar.releases.release import Release
from lodestar.report.pack import Card, RuleNote
from lodestar.workflows import evidence
from lodestar.workflows.standing import Standing

__all__ = ["card_of"]

SAID_BY_REASONS = frozenset({"G301", "G302", "G401", "G402", "G404", "G505"})
"""Rules whose findings are reasons of the agenda already."""

NO_DECISION = frozenset({"stale"})
"""Reasons that ask for work, not for a decision."""


def card_of(item: AgendaItem, standing: Standing, release: Release | None, findings: Sequence[Finding]) -> Card:
    """The card of an item of the agenda."""
    metric = standing.catalog.metrics.get(item.metric)
    if metric is None or metric.contract is None:
        return _card_of_removed(item)
    contract = metric.contract
    team = standing.register.teams.by_name.get(contract.owner)
    marts = standing.catalog.upstream_models(metric)
    lineage, has_columns = evidence.lineage(metric, standing, release)
    card = Card(
        item=item,
        name=metric.name,
        label=metric.label,
        label_zh=contract.label_zh,
        description=" ".join(metric.description.split()),
        formula=formula(metric, standing.catalog.metrics),
        unit=contract.unit,
        owner=contract.owner,
        owner_label=team.label if team else "",
        owner_label_zh=team.label_zh if team else "",
        role=contract.role,
        direction=contract.direction,
        state=standing.certifications[metric.name].state,
        version=contract.version,
        grains=contract.grains,
        dimensions=tuple(contract.dimensions),
        path=metric.path,
        marts=marts,
        raw_columns=lineage,
        has_columns=has_columns,
        checks=evidence.checks(release.facts.get("checks", ()), metric.name, (*marts, *lineage)) if release else (),
        history=evidence.history(metric.name, standing),
        rules=tuple(
            RuleNote(finding.code, finding.message, finding.mend)
            for finding in findings
            if finding.subject == metric.name and finding.code not in SAID_BY_REASONS
        ),
        people=team.people if team else (),
    )
    return _with_command(card, metric, standing)


def _card_of_removed(item: AgendaItem) -> Card:
    change = item.change
    if change is None:  # a dispute about a name that no metric has
        return Card(item, item.metric, item.metric, "", "", "", "", "")
    return Card(
        item,
        change.name,
        change.label,
        change.label_zh,
        "",
        change.formula_old,
        change.unit,
        change.owner,
        state="removed",
    )


def _with_command(card: Card, metric: Metric, standing: Standing) -> Card:
    contract = metric.contract
    assert contract is not None
    if contract.status == "retired" or {reason.code for reason in card.item.reasons} <= NO_DECISION:
        return card
    known = standing.certifications[metric.name]
    last = known.decision.about(metric.name) if known.decision else None
    is_unchanged = last is not None and last.new == known.fingerprint
    is_redefined = last is not None and last.new.definition != known.fingerprint.definition
    words = ["lodestar", "consensus", "decide", metric.name, "--title", "TITLE", "--proposed-by", "PERSON"]
    teams = [contract.owner]
    teams += [d.department for d in card.item.disputes if d.department in standing.register.teams.by_name]
    for team in dict.fromkeys(teams):
        words += ["--agreed", f"PERSON@{team}"]
    words += ["--why", "REASON"] + (["--again"] if is_unchanged else [])
    return replace(
        card,
        command=tuple(words),
        raise_version_to=last.version + 1 if last and is_redefined and contract.version <= last.version else None,
        asks_for_status=contract.status == "proposed",
    )
