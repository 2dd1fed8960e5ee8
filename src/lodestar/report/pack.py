"""The meeting pack: what people read in a data-consensus meeting, as a value. `workflows/consensus.py` gathers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lodestar.governance.agenda import AgendaItem
from lodestar.governance.decisions import Decision
from lodestar.governance.difference import Difference

__all__ = ["Card", "CheckedTable", "Pack", "PastDecision", "RuleNote"]


@dataclass(frozen=True)
class CheckedTable:
    """Checks of one table in a release; `not_passed` says each of the others in words."""

    table: str
    passed: int
    total: int
    not_passed: tuple[str, ...]


@dataclass(frozen=True)
class PastDecision:
    """A decision about the metric. `holds` is `now`, `then` (for an earlier definition) or `nobody`, for a `reason`."""

    decision: Decision
    holds: str
    reason: str = ""


@dataclass(frozen=True)
class RuleNote:
    """What a rule of `lodestar check` objects to about the metric."""

    code: str
    message: str
    mend: str


@dataclass(frozen=True)
class Card:
    """Everything that people need to know about one metric before they decide.

    Attributes:
        role, direction, path, state: empty for a metric that is removed.
        marts: tables that it is computed from.
        raw_columns: raw table -> its columns; none for a table that is only joined.
        has_columns: False when only tables are known, because nothing is built yet.
        people: who may agree for the owning team.
        command: the arguments that record the decision; empty where there is nothing to record.
        raise_version_to: what the version must be raised to first; None where it need not be.
        asks_for_status: whether the contract still has to say `certified` after the decision.
    """

    item: AgendaItem
    name: str
    label: str
    label_zh: str
    description: str
    formula: str
    unit: str
    owner: str
    owner_label: str = ""
    owner_label_zh: str = ""
    role: str = ""
    direction: str = ""
    state: str = ""
    version: int | None = None
    grains: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    path: str = ""
    marts: tuple[str, ...] = ()
    raw_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    has_columns: bool = True
    checks: tuple[CheckedTable, ...] = ()
    history: tuple[PastDecision, ...] = ()
    rules: tuple[RuleNote, ...] = ()
    people: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    raise_version_to: int | None = None
    asks_for_status: bool = False


@dataclass(frozen=True)
class Pack:
    """A pack. `notes` says what could not be found out, and why."""

    project: str
    today: date
    cards: tuple[Card, ...]
    difference: Difference | None
    release_id: str | None
    notes: tuple[str, ...] = ()
