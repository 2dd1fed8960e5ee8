"""A digest of what makes rows out of raw rows: SQL, macros, seeds and variables.

Incremental marts keep rows that older SQL made. When the digest changes they are rebuilt, so that no mart holds two
definitions at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from lodestar.settings import Project

__all__ = ["transformation_digest"]

KEYS = ("model-paths", "macro-paths", "seed-paths", "snapshot-paths")
SUFFIXES = frozenset({".csv", ".py", ".sql"})


def transformation_digest(project: Project) -> str:
    """SHA-256 over the project's SQL, Python, seeds and variables; descriptions and tests don't move it."""
    declared = yaml.safe_load((project.root / "dbt_project.yml").read_text(encoding="utf-8"))
    digest = hashlib.sha256(json.dumps(declared.get("vars") or {}, sort_keys=True, default=str).encode())
    for path in _files(project):
        digest.update(path.relative_to(project.root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(project: Project) -> Iterator[Path]:
    for key in KEYS:
        for folder in sorted(project.folders[key]):
            if folder != project.metric_tables_dir:
                yield from sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
