"""The journal of a build: what state it is in, written to disk so that every door and every next process can read it.

    building -> checked -> published
        \\-----------\\----> aborted

A build owns one private file, `hub/build/warehouse.duckdb`, a copy of the warehouse after the last good build. Readers
never see it; it becomes the warehouse only after its release is published, and is thrown away otherwise. A finished
build also leaves a line in `hub/builds.jsonl` (`build_log.py`), because the journal is the next build's then.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lodestar.errors import ReleaseError
from lodestar.releases.build_log import FinishedBuild, record_build

__all__ = ["DIED", "TRANSITIONS", "Journal", "read_journal", "write_atomically", "write_journal"]

TRANSITIONS: dict[str, frozenset[str]] = {
    "building": frozenset({"checked", "aborted"}),
    "checked": frozenset({"published", "aborted"}),
    "published": frozenset(),
    "aborted": frozenset(),
}
"""From each state, the states that may follow. Nothing follows the last two: the next build has its own journal."""

DIED = "its process died"
"""Why a build is aborted that nobody ended."""


@dataclass
class Journal:
    """State of one build.

    Attributes:
        state: building, checked, published or aborted; changed by `move_to` alone.
        history: every state with the time (UTC) at which it was reached, oldest first.
        intake: what the raw files brought (files, rows, skipped, warnings).
        checks: results so far, as mappings.
        warnings: what people should know of how it began.
        reason: why it was aborted.
        bad_tables: table -> why nothing that is made of it can be published, beside what checks say.
        unbuilt: tables that dbt skipped, by its names.
        moves_on: whether the private file becomes the warehouse: not when a fault is still in it.
        inputs, transformation: digests of what it was made from, taken when it began: what changes meanwhile is for the
            next build.
    """

    build_id: str
    state: str
    started_at: str
    intake: dict[str, Any] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    release_id: str | None = None
    reason: str | None = None
    bad_tables: dict[str, str] = field(default_factory=dict)
    unbuilt: list[str] = field(default_factory=list)
    moves_on: bool = True
    inputs: str = ""
    transformation: str = ""
    history: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """A new journal has been in one state."""
        if self.state not in TRANSITIONS:
            raise ReleaseError(f"Build {self.build_id} is {self.state!r}, which is no state of a build.")
        if not self.history:
            self.history.append({"state": self.state, "at": self.started_at})

    def move_to(self, state: str, reason: str | None = None) -> None:
        """The next state. It is on disk after `write_journal`.

        Raises:
            ReleaseError: this state does not follow the present one.
        """
        if state not in TRANSITIONS[self.state]:
            raise ReleaseError(f"Build {self.build_id} is {self.state}: it can't become {state}.")
        self.state, self.reason = state, reason
        self.history.append({"state": state, "at": datetime.now(UTC).isoformat(timespec="milliseconds")})

    @property
    def is_finished(self) -> bool:
        """Whether no state follows."""
        return not TRANSITIONS[self.state]


def read_journal(build_dir: Path) -> Journal:
    """The journal of the last build.

    Raises:
        ReleaseError: there is none, or it is torn.
    """
    path = build_dir / "journal.json"
    try:
        return Journal(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ReleaseError("No build has begun here. Run `lodestar build`.") from error
    except (ValueError, TypeError, ReleaseError) as error:
        raise ReleaseError(f"{path} is torn. Run `lodestar build`: it begins anew.") from error


def write_journal(build_dir: Path, journal: Journal) -> None:
    """Replaces the journal in one step; of a finished build, a line of `hub/builds.jsonl` is written first."""
    build_dir.mkdir(parents=True, exist_ok=True)
    if journal.is_finished:
        ended = journal.history[-1]["at"]
        record_build(
            build_dir.parent,
            FinishedBuild(
                journal.build_id, journal.started_at, ended, journal.state, journal.reason, journal.release_id
            ),
        )
    write_atomically(build_dir / "journal.json", json.dumps(asdict(journal), indent=1, ensure_ascii=False))


def write_atomically(path: Path, text: str | bytes) -> None:
    """Writes beside, syncs to disk, then renames: readers see the old text or the new one, never half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as handle:
            handle.write(text if isinstance(text, bytes) else text.encode())
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
