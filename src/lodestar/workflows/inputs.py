"""A digest of everything that a release is made from, so that the same inputs need not be built twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import lodestar
from lodestar.settings import Project

__all__ = ["inputs_digest"]

DECLARED = frozenset({".csv", ".py", ".sql", ".yaml", ".yml"})


def inputs_digest(project: Project) -> str:
    """SHA-256 over the project's declared files, the engine's code, and names, sizes and times of raw files."""
    digest = hashlib.sha256()
    for path in [*_declared(project), *sorted(Path(lodestar.__file__).parent.rglob("*.py"))]:
        digest.update(path.name.encode() + path.read_bytes())
    for path in sorted(project.raw_dir.rglob("*")):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path.relative_to(project.raw_dir)} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


def _declared(project: Project) -> Iterator[Path]:
    made = {project.hub_dir, project.raw_dir, project.target_dir}
    for entry in sorted(project.root.iterdir()):
        if entry.is_file() and entry.suffix in DECLARED:
            yield entry
        elif entry.is_dir() and entry.resolve() not in made and not entry.name.startswith("."):
            yield from (path for path in sorted(entry.rglob("*")) if path.suffix in DECLARED and path.is_file())
