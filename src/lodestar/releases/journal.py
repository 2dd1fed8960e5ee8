"""The journal of a build: what state it is in, written to disk so that every door and every next process can read it.

    building -> checked -> published
        \\-----------\\----> aborted

A build owns one private file, `hub/build/warehouse.duckdb`, a copy of the warehouse after the last good build. Readers
never see it; it becomes the warehouse only after its release is published, and is thrown away otherwise.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lodestar.errors import ReleaseError

__all__ = ["Journal", "read_journal", "write_atomically", "write_journal"]


@dataclass
class Journal:
    """State of one build.

    Attributes:
        state: building, checked, published or aborted.
        intake: what the raw files brought (files, rows, skipped, warnings).
        checks: results so far, as mappings.
        warnings: what people should know of how it began.
        reason: why it was aborted.
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
    inputs: str = ""
    transformation: str = ""


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
    except (json.JSONDecodeError, TypeError) as error:
        raise ReleaseError(f"{path} is torn. Run `lodestar build`: it begins anew.") from error


def write_journal(build_dir: Path, journal: Journal) -> None:
    """Replaces the journal in one step."""
    build_dir.mkdir(parents=True, exist_ok=True)
    write_atomically(build_dir / "journal.json", json.dumps(asdict(journal), indent=1, ensure_ascii=False))


def write_atomically(path: Path, text: str | bytes) -> None:
    """Writes beside, syncs to disk, then renames: readers see the old text or the new one, never half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as handle:
        handle.write(text if isinstance(text, bytes) else text.encode())
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(path)
