"""`hub/builds.jsonl`: a line for every build that ended, only ever added to.

    {"id": ..., "began": ..., "ended": ..., "state": "published", "reason": null, "release": "20261116T060000Z-1a2b3c"}

A line that a killed process left half is closed by the next one, and skipped by whoever reads.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["FinishedBuild", "close_torn_line", "read_builds", "record_build"]

NAME = "builds.jsonl"


@dataclass(frozen=True)
class FinishedBuild:
    """How a build ended: `state` is published or aborted; `began` and `ended` are times in UTC, as ISO text."""

    id: str
    began: str
    ended: str
    state: str
    reason: str | None
    release: str | None


def read_builds(hub_dir: Path) -> list[FinishedBuild]:
    """Every build that ended, in the order in which they did."""
    try:
        lines = (hub_dir / NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    builds = []
    for line in lines:
        with contextlib.suppress(ValueError, TypeError):
            builds.append(FinishedBuild(**json.loads(line)))
    return builds


def record_build(hub_dir: Path, build: FinishedBuild) -> None:
    """Adds a line, synced to disk, unless that build has one."""
    if any(build.id == known.id for known in read_builds(hub_dir)):
        return
    hub_dir.mkdir(parents=True, exist_ok=True)
    close_torn_line(hub_dir)
    with (hub_dir / NAME).open("ab") as log:
        log.write(json.dumps(asdict(build), ensure_ascii=False).encode() + b"\n")
        log.flush()
        os.fsync(log.fileno())


def close_torn_line(hub_dir: Path) -> bool:
    """Ends a line that has no end, and says whether there was one."""
    path = hub_dir / NAME
    if not path.is_file() or path.stat().st_size == 0:
        return False
    with path.open("r+b") as log:
        log.seek(-1, os.SEEK_END)
        if log.read(1) == b"\n":
            return False
        log.write(b"\n")
    return True
