"""`lodestar review freeze`: a month's values from the current release into the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lodestar.errors import LedgerError
from lodestar.releases.release import Release, current_release
from lodestar.review.freeze import PROVISIONAL, due_rows, month_start, released_rows, require_closed
from lodestar.review.ledger import Ledger
from lodestar.review.reported import reported
from lodestar.settings import Project
from lodestar.warehouse.raw_state import raw_digests, raw_state
from lodestar.workflows.aside import beside, pinned_warehouse
from lodestar.workflows.raw_then import raw_tables_of

__all__ = ["Frozen", "freeze"]


@dataclass(frozen=True)
class Frozen:
    """What a freeze did.

    Attributes:
        folder: of the new freeze; None when nothing was to be written.
        rows, provisional: values written, and how many of them are provisional.
        standing: values of the month that had been reported as final before.
        waiting: values that were provisional before, and still are.
        stale: metrics that wait, because the release has values of an earlier one for them -> why.
        gone: values that were provisional before, and can't become final in this release.
    """

    month: str
    release_id: str
    folder: Path | None
    rows: int
    provisional: int
    standing: int
    waiting: int
    gone: int
    stale: Mapping[str, str] = field(default_factory=dict)


def freeze(project: Project, month: str, *, provisional: bool = False, now: datetime | None = None) -> Frozen:
    """Freezes the month, written as `2026-10`. What was reported before stays; what has become final since is added.

    A metric that keeps the values of an earlier release waits until a build has computed it.

    Args:
        provisional: freeze before the closing lag has passed; such values are marked.
        now: when; by default now.

    Raises:
        UsageError: it is no month.
        ReleaseError: nothing is published yet.
        LedgerError: the month is not over or not closed, the release is of a build that was thrown away in part, or the
            ledger is damaged or can't be written.
    """
    first_day = month_start(month)
    ledger = Ledger(project.ledger_dir)
    current_release(project.hub_dir)  # without one there is nothing to lock
    with ledger.alone():
        release = current_release(project.hub_dir)
        frozen_at = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        _require_kept(release)
        stale = {name: str(kept["reason"]) for name, kept in release.facts.get("stale", {}).items()}
        rows = [row for row in released_rows(release, first_day, frozen_at) if row.metric_name not in stale]
        require_closed(release, first_day, rows, also_open=provisional)
        earlier = ledger.freezes(month)
        ledger.check(earlier)
        last = max((freeze.facts()["frozen_at"] for freeze in earlier), default="")
        known = reported(ledger, month=month)
        due = due_rows(rows, [row for row in known if row.metric_name not in stale])
        waiting = due.waiting + sum(row.metric_name in stale and row.status == PROVISIONAL for row in known)
        if due.rows and last >= frozen_at:
            raise LedgerError(f"{month} was frozen at {last}, which is not before {frozen_at}. Is the clock behind?")
        folder = None
        if due.rows:
            definitions = release.folder / "definitions.json.gz"
            facts = {"release_id": release.release_id, "frozen_at": frozen_at, **_raw_facts(project, release)}
            content = definitions.read_bytes() if definitions.is_file() else None
            folder = ledger.append(month, due.rows, facts, content).folder
        else:
            ledger.settle()
    count = sum(row.status == PROVISIONAL for row in due.rows)
    return Frozen(month, release.release_id, folder, len(due.rows), count, due.standing, waiting, due.gone, stale)


def _require_kept(release: Release) -> None:
    if not release.facts.get("warehouse_moved_on", True):
        raise LedgerError(
            f"Release {release.release_id} is of a build of which a part failed, and its raw rows are not kept, so "
            "nothing could be explained later: nothing was frozen. Build again, then freeze."
        )


def _raw_facts(project: Project, release: Release) -> dict[str, Any]:
    """Which raw rows are in the values. Digests only where the warehouse still holds what the release was made from."""
    states = raw_tables_of(release.facts)
    digests: dict[str, str] = {}
    if project.warehouse.exists() and states:
        with beside(project) as folder:
            warehouse = pinned_warehouse(project, folder).warehouse
            pairs = [tuple(relation.split(".", 1)) for relation in states]
            now = raw_state(warehouse, pairs)  # type: ignore[arg-type]
            digests = raw_digests(warehouse, {name: s for name, s in states.items() if now.get(name) == s})
    return {
        "data_cut_off": release.facts.get("data_cut_off", ""),
        "raw": {name: {**asdict(state), "digest": digests.get(name)} for name, state in states.items()},
        "versions": release.facts.get("versions", {}),
    }
