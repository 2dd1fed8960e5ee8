"""`lodestar review freeze`: a month's values from the current release into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lodestar.errors import LedgerError
from lodestar.releases.release import Release, current_release
from lodestar.review.freeze import PROVISIONAL, due_rows, month_start, released_rows, require_closed
from lodestar.review.ledger import Ledger
from lodestar.review.reported import reported
from lodestar.settings import Project
from lodestar.warehouse.raw_state import RawTable, raw_digests, raw_state

__all__ = ["Frozen", "freeze"]


@dataclass(frozen=True)
class Frozen:
    """What a freeze did.

    Attributes:
        folder: of the new freeze; None when nothing was to be written.
        rows, provisional: values written, and how many of them are provisional.
        standing: values of the month that had been reported as final before.
        waiting: values that were provisional before, and still are.
    """

    month: str
    release_id: str
    folder: Path | None
    rows: int
    provisional: int
    standing: int
    waiting: int


def freeze(project: Project, month: str, *, provisional: bool = False, now: datetime | None = None) -> Frozen:
    """Freezes the month, written as `2026-10`. What was reported before stays; what has become final since is added.

    Args:
        provisional: freeze before the closing lag has passed; such values are marked.
        now: when; by default now.

    Raises:
        UsageError: it is no month.
        ReleaseError: nothing is published yet.
        LedgerError: the month is not over or not closed, or the ledger can't be written.
    """
    first_day = month_start(month)
    release = current_release(project.hub_dir)
    frozen_at = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    rows = released_rows(release, first_day, frozen_at)
    require_closed(release, first_day, rows, also_open=provisional)
    ledger = Ledger(project.ledger_dir)
    known = reported(ledger, month=month)
    if any(row.frozen_at > frozen_at for row in known):
        raise LedgerError(f"{month} was frozen at a later time than {frozen_at}: is this machine's clock behind?")
    due = due_rows(rows, known)
    folder = None
    if due.rows:
        definitions = release.folder / "definitions.json.gz"
        facts = {"release_id": release.release_id, "frozen_at": frozen_at, **_raw_facts(project, release)}
        content = definitions.read_bytes() if definitions.is_file() else None
        folder = ledger.append(month, due.rows, facts, content).folder
    count = sum(row.status == PROVISIONAL for row in due.rows)
    return Frozen(month, release.release_id, folder, len(due.rows), count, due.standing, due.waiting)


def _raw_facts(project: Project, release: Release) -> dict[str, Any]:
    """Which raw rows are in the values. Digests only where the warehouse still holds what the release was made from."""
    raw: dict[str, dict[str, Any]] = release.facts.get("raw", {})
    states = {relation: RawTable(**state) for relation, state in raw.items()}
    digests: dict[str, str] = {}
    if project.warehouse.exists():
        now = raw_state(project.warehouse, [tuple(relation.split(".", 1)) for relation in states])  # type: ignore[misc]
        digests = raw_digests(project.warehouse, {name: s for name, s in states.items() if now.get(name) == s})
    return {
        "data_cut_off": release.facts.get("data_cut_off", ""),
        "raw": {name: {**state, "digest": digests.get(name)} for name, state in raw.items()},
        "versions": release.facts.get("versions", {}),
    }
