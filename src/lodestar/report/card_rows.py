"""The rows and sentences of a card of the pack, in one language."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from lodestar.governance.dispute import Dispute
from lodestar.report.figures import NOTHING, formatted, percent, signed
from lodestar.report.pack import Card, Pack, PastDecision
from lodestar.report.points import place_of
from lodestar.report.words import Words

__all__ = ["command", "disputes", "facts", "past", "quality", "record", "sources"]


def facts(card: Card, owner: str, words: Words) -> list[tuple[str, str]]:
    """Title and text: owner, status, version, role, unit, grains, dimensions, file."""
    rows = [(words("owner"), owner)]
    if card.state:
        rows.append((words("status"), words.known("state", card.state)))
    if card.version is not None:
        rows.append((words("version"), str(card.version)))
    if card.role:
        rows.append((words("role"), words.known("role", card.role)))
        rows.append((words("direction"), words.known("direction", card.direction)))
    if card.unit:
        rows.append((words("unit_title"), words.known("unit", card.unit)))
    if card.grains:
        rows.append((words("grains"), words.all_of(words.known("grain", grain) for grain in card.grains)))
        rows.append((words("dimensions"), words.all_of(card.dimensions) or words("none")))
    if card.path:
        rows.append((words("file"), card.path))
    return rows


def sources(card: Card, words: Words) -> list[tuple[str, str]]:
    """Raw tables with the columns that a value is made of; tables that are only joined last."""
    tables = sorted(card.raw_columns.items(), key=lambda found: not found[1])
    joined = words("only_joined") if card.has_columns else ""
    return [(table, words.all_of(columns) or joined) for table, columns in tables]


def disputes(card: Card, words: Words) -> list[tuple[str, ...]]:
    """A row a figure: department, where, the hub's, the reported one, how far it is off, why."""
    rows: list[tuple[str, ...]] = []
    for dispute in card.item.disputes:
        rows.append(
            (
                dispute.department,
                place_of(dispute, words),
                formatted(dispute.ours, card.unit),
                formatted(dispute.theirs, card.unit),
                _off(dispute, card.unit, words),
                _explained(dispute, card.unit, words),
            )
        )
    return rows


def _explained(dispute: Dispute, unit: str, words: Words) -> str:
    """Why, and the part of each: what the parts are called is not said twice."""
    parts = [f"{label} {signed(amount, unit, points=words('points'))}" for label, amount in dispute.parts]
    labels = {label for label, _ in dispute.parts}
    causes = [cause for cause in re.split("; |\uff1b", dispute.explanation) if cause and cause not in labels]
    return words.apart([*causes, *parts])


def _off(dispute: Dispute, unit: str, words: Words) -> str:
    """How far the reported figure is off."""
    if dispute.ours is None:
        return NOTHING
    change = dispute.theirs - dispute.ours
    said = [signed(change, unit, points=words("points"))]
    if dispute.ours:
        said.append(percent(change / abs(dispute.ours)))
    return words.all_of(said)


def past(past: PastDecision, words: Words) -> tuple[str, ...]:
    """A past decision as a row."""
    decision = past.decision
    return (
        f"{decision.number}. {decision.title}",
        decision.decided_on.isoformat(),
        decision.effective_from.isoformat(),
        words.all_of(f"{agreement.person} ({agreement.team})" for agreement in decision.agreed_by),
        decision.why,
        words(f"binds_{past.holds}", reason=past.reason),
    )


def quality(card: Card, pack: Pack, words: Words) -> str:
    """How many checks passed, in a sentence."""
    if not card.checks:
        return words("quality_none") if pack.release_id else words("no_release")
    passed, total = sum(found.passed for found in card.checks), sum(found.total for found in card.checks)
    return words("quality_counts", passed=f"{passed:,}", total=f"{total:,}", release=pack.release_id)


def command(arguments: Sequence[str]) -> str:
    """The command as a shell reads it, an option a line."""
    return shlex.join(arguments).replace(" --", " \\\n    --")


def record(card: Card, words: Words) -> list[str]:
    """What to do before and after the command."""
    if not card.command:
        return []
    team = words.label(card.owner_label or card.owner, card.owner_label_zh)
    rows = []
    if card.people:
        rows.append(words("record_people", team=team, people=words.all_of(card.people)))
    else:
        rows.append(words("record_nobody", team=team))
    if card.raise_version_to is not None:
        rows.append(words("record_version", version=card.raise_version_to, file=card.path))
    if card.asks_for_status:
        rows.append(words("record_status", file=card.path))
    return rows
