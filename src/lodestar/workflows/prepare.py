"""Before Dagster loads: manifests that name every model of the project, the generated metric tables too.

Dagster makes its assets from `manifest.json`, in every process that it starts. dbt writes the project's own one anew in
each build, and without the metric tables while they are being compiled. So Dagster reads copies in `target/dagster/`,
which are made again only when the project changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lodestar.dbt import invocation
from lodestar.errors import LockedError
from lodestar.releases import lock
from lodestar.releases.journal import write_atomically
from lodestar.settings import Project
from lodestar.workflows.compile import compile_metric_tables

__all__ = ["prepare"]

FILES = ("dbt_project.yml", "profiles.yml", "packages.yml", "dependencies.yml")


def prepare(project: Project) -> Path:
    """The folder with the copies of `manifest.json` and `semantic_manifest.json`, in step with the project's files.

    Raises:
        LockedError: there are no copies yet, and a build is running.
        ConfigurationError: dbt refuses the project, or a contract or a metric can't be meant.
    """
    folder = project.target_dir / "dagster"
    manifest = folder / "manifest.json"
    if not manifest.exists() or manifest.stat().st_mtime_ns < _last_change(project):
        try:
            lock.acquire(project.lock_path)
        except LockedError:
            if not manifest.exists():
                raise
            return folder  # the running build reads what a compilation would replace: older copies serve until it ends
        try:
            compile_metric_tables(project)
            invocation.parse(project)
            folder.mkdir(exist_ok=True)
            for name in ("semantic_manifest.json", manifest.name):
                write_atomically(folder / name, (project.target_dir / name).read_text(encoding="utf-8"))
        finally:
            lock.release(project.lock_path)
    return folder


def _last_change(project: Project) -> int:
    """When a declared file was last written, or one came or went (which only its folder shows)."""
    return max(path.stat().st_mtime_ns for path in _declared(project) if path.exists())


def _declared(project: Project) -> Iterator[Path]:
    yield from (project.root / name for name in FILES)
    for folders in (*project.folders.values(), (project.root / "governance",)):
        for folder in folders:
            if not folder.is_relative_to(project.target_dir):
                yield folder
                yield from folder.rglob("*")
