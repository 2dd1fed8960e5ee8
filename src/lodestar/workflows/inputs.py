"""A digest of everything that a release is made from, so that the same inputs need not be built twice."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import lodestar
from lodestar.catalog.catalog import read_catalog
from lodestar.errors import ConfigurationError, ReleaseError
from lodestar.releases.journal import read_journal
from lodestar.releases.release import Release, current_release, find_release
from lodestar.settings import Project
from lodestar.warehouse.connection import connect

__all__ = ["inputs_digest", "unchanged_release"]

DECLARED = frozenset({".csv", ".py", ".sql", ".yaml", ".yml"})

DECISIONS = "governance"
"""Where text files count too: decisions are Markdown."""


def inputs_digest(project: Project) -> str:
    """SHA-256 over the project's files, the engine's code and packages, and names, sizes and times of raw files.

    Records that people replayed and requests of deletion count too.
    """
    digest = hashlib.sha256()
    engine = Path(lodestar.__file__).parent
    code = sorted(path for path in engine.rglob("*") if path.suffix in (".py", ".j2"))
    for root, paths in ((project.root, _declared(project)), (engine, code)):
        for path in paths:
            digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    versions = [f"{name} {version(name)}" for name in ("dbt-core", "dbt-duckdb", "duckdb", "metricflow", "sqlglot")]
    digest.update(" ".join(versions).encode())
    for path in sorted(project.raw_dir.rglob("*")):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path.relative_to(project.raw_dir)} {status.st_size} {status.st_mtime_ns}".encode())
    for path in (*sorted((project.hub_dir / "replays").glob("*.jsonl")), project.hub_dir / "deletions.csv"):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def unchanged_release(project: Project) -> Release | None:
    """The current release, if a build now would make the same one: same raw files, same definitions, same engine.

    Raw tables that another loader fills can change unseen, so a project with one is never unchanged. Nor is one whose
    release or warehouse is damaged, or whose release has stale metrics: what made them so may be mended elsewhere.
    """
    with contextlib.suppress(ReleaseError, ConfigurationError, OSError):
        release = current_release(project.hub_dir)
        catalog = read_catalog(project.build_dir)
        if (
            project.warehouse.exists()
            and read_journal(project.build_dir).is_finished  # else a dead build is to be finished first
            and release.facts.get("whole", True)
            and len(catalog.loaded_sources) == len(catalog.sources)
            and release.facts.get("inputs") == inputs_digest(project)
        ):
            with connect(project.warehouse):
                return find_release(project.releases_dir, release.release_id)
    return None


def _declared(project: Project) -> Iterable[Path]:
    made = {project.hub_dir, project.raw_dir, project.target_dir}
    for entry in sorted(project.root.iterdir()):
        if entry.is_file() and entry.suffix in DECLARED:
            yield entry
        elif entry.is_dir() and entry.resolve() not in made and not entry.name.startswith("."):
            suffixes = DECLARED | {".md"} if entry.name == DECISIONS else DECLARED
            for path in sorted(entry.rglob("*")):
                if path.suffix in suffixes and path.is_file() and not made & set(path.parents):
                    yield path
