"""What every check of every build said, for good: one file a build, blocked ones too. `hub/checks/<build_id>.jsonl.gz`

A file is written whole and renamed into place. It holds no row that a check found and nothing that quotes one.
A release that was named before it could be published is taken back when the next build is written down.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lodestar.releases.journal import write_atomically
from lodestar.warehouse.publication import FactFiles

__all__ = ["COLUMNS", "check_history", "log_checks", "logged_builds"]

COLUMNS = {
    "release_id": "varchar",
    "build_id": "varchar",
    "checked_at": "timestamp",
    "runner": "varchar",
    "table_name": "varchar",
    "rule": "varchar",
    "severity": "varchar",
    "status": "varchar",
    "bad_rows": "bigint",
    "metrics": "varchar",
    "declared_in": "varchar",
}
"""Of the table `check_history`. `release_id` is NULL for a build that was not published; `metrics` names those that the
check is about, comma-separated, and is empty where it is about all that is made from the table."""


def log_checks(
    hub_dir: Path,
    build_id: str,
    checked_at: str,
    checks: Iterable[Mapping[str, Any]],
    *,
    release_id: str | None = None,
) -> Path:
    """Writes a build's checks down; once more for the same build replaces them.

    Args:
        checked_at: ISO time, UTC.
        checks: as the journal has them, `CheckResult.as_dict()`.
        release_id: of the release that the build becomes; None while nothing of it is published.
    """
    folder = hub_dir / "checks"
    folder.mkdir(parents=True, exist_ok=True)
    _take_back(hub_dir)
    path = folder / f"{build_id}.jsonl.gz"
    _write(path, [_row(check, build_id, checked_at, release_id) for check in checks])
    return path


def logged_builds(hub_dir: Path) -> list[Path]:
    """The files of all builds that were checked, oldest first: ids begin with their time. A torn one is left out."""
    return [path for path in sorted((hub_dir / "checks").glob("*.jsonl.gz")) if _is_whole(path)]


def check_history(hub_dir: Path) -> FactFiles:
    """The table `check_history` of a release, from every build that was logged."""
    return FactFiles(COLUMNS, tuple(logged_builds(hub_dir)))


def _row(check: Mapping[str, Any], build_id: str, checked_at: str, release_id: str | None) -> dict[str, Any]:
    return {
        "release_id": release_id,
        "build_id": build_id,
        "checked_at": checked_at,
        "runner": check["runner"],
        "table_name": check["table"],
        "rule": check["rule"],
        "severity": check["severity"],
        "status": check["status"],
        "bad_rows": check["bad_rows"],
        "metrics": ",".join(check.get("metrics") or ()),
        "declared_in": check.get("declared_in") or "",
    }


def _take_back(hub_dir: Path) -> None:
    """Clears the release of builds that died while they published: their id is later than any that is there."""
    published = [path.name for path in (hub_dir / "releases").glob("*") if not path.name.startswith(".")]
    for path in _latest(logged_builds(hub_dir)):
        rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
        claimed = rows[0]["release_id"] if rows else None
        if claimed and claimed not in published and claimed > max(published, default=""):
            _write(path, [{**row, "release_id": None} for row in rows])


def _is_whole(path: Path) -> bool:
    """Whether a file is as it was written: gzip ends with a checksum. No release waits for a torn one."""
    try:
        gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return False
    return True


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_atomically(path, gzip.compress(text.encode(), mtime=0))


def _latest(paths: Sequence[Path]) -> Sequence[Path]:
    return paths[-5:]
