"""The seal of a release: what its files were when it was published, and whether they still are.

`release.json` holds a checksum and a size for every file, and `seal`, a checksum of its own facts.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["damage_of", "sealed", "sync"]

SMALL = 16_000_000
"""Bytes of a database that every reader compares with its checksum: a hundredth of a second."""


def sealed(folder: Path, files: Sequence[Path], facts: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text of `release.json`, and the facts in it: those given, with checksums and sizes of the files."""
    names = {path.relative_to(folder).as_posix(): path for path in files}
    told = {
        **{name: fact for name, fact in facts.items() if name != "seal"},
        "checksums": {name: _sha256(path) for name, path in names.items()},
        "sizes": {name: path.stat().st_size for name, path in names.items()},
    }
    told = json.loads(json.dumps(told, ensure_ascii=False, default=str))  # as a reader will have them
    told["seal"] = _digest(told)
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n", told


def damage_of(folder: Path, facts: Mapping[str, Any], database: Path, *, thorough: bool) -> str | None:
    """What is not as it was published, in words; None when nothing is.

    Args:
        database: its checksum is compared when it is small, or when `thorough`, as that of every file is.
    """
    if "seal" in facts and facts["seal"] != _digest({key: value for key, value in facts.items() if key != "seal"}):
        return "release.json is not as it was published"
    sizes = facts.get("sizes", {})
    for name, checksum in facts.get("checksums", {}).items():
        path = folder / name
        try:
            size = path.stat().st_size
            if size != sizes.get(name, size):
                return f"{name} has {size:,} bytes instead of {sizes[name]:,}"
            looked_into = thorough or (path == database and size <= SMALL)
            if looked_into and _sha256(path) != checksum:
                return f"{name} is not as it was published"
        except FileNotFoundError:
            return f"{name} is gone"
        except OSError as error:
            return f"{name} can't be read ({error.strerror})"
    return None


def sync(path: Path) -> None:
    """Asks the operating system to have a file or folder on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
