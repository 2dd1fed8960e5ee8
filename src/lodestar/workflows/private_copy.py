"""The private DuckDB file that a build works in: where it is, how it begins and ends, what is left of another."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from lodestar.disk import disk_full
from lodestar.errors import ReleaseError
from lodestar.releases.seal import sync
from lodestar.settings import Project
from lodestar.warehouse.connection import connect, log_of
from lodestar.warehouse.state import read_state
from lodestar.workflows.built_standing import DEFINITIONS, STANDING

__all__ = [
    "BUILT_MEANINGS",
    "DIGEST",
    "MANIFESTS",
    "adopt_private_warehouse",
    "copy_warehouse",
    "private_warehouse",
    "remove_leftovers",
    "remove_private_warehouse",
]

DIGEST = "transformation_digest"

BUILT_MEANINGS = "model_meanings"
"""Key in the warehouse: what the models in it mean, so that other definitions can be told from those that built it."""

MANIFESTS = ("manifest.json", "semantic_manifest.json", STANDING, DEFINITIONS)
"""Kept with the build, as dbt built them: anything that parses the project meanwhile writes the project's own anew."""


def private_warehouse(project: Project) -> Path:
    """The DuckDB file that a build works in. Its name is the warehouse's: DuckDB names the catalog after it."""
    return project.build_dir / project.warehouse.name


def remove_leftovers(project: Project) -> None:
    """Removes what an earlier build left, and nothing that is not ours."""
    remove_private_warehouse(project)
    for path in [project.build_dir / name for name in ("journal.json", *MANIFESTS)]:
        path.unlink(missing_ok=True)
    for path in project.build_dir.glob(".journal.json.*"):
        path.unlink(missing_ok=True)


def remove_private_warehouse(project: Project) -> None:
    """Removes the private file, its log, and what DuckDB moved out of memory beside it."""
    private = private_warehouse(project)
    private.unlink(missing_ok=True)
    log_of(private).unlink(missing_ok=True)
    shutil.rmtree(private.with_name(private.name + ".tmp"), ignore_errors=True)


def adopt_private_warehouse(project: Project) -> None:
    """Makes the private file the warehouse, on disk before it gets that name. Killed in between, it can be done again.

    Raises:
        OSError: the disk refuses; the warehouse is the one before.
    """
    private = private_warehouse(project)
    if log_of(private).exists():
        with connect(private, read_only=False) as connection:
            connection.execute("checkpoint")
    sync(private)
    log_of(project.warehouse).unlink(missing_ok=True)
    private.replace(project.warehouse)
    sync(project.warehouse.parent)


def copy_warehouse(project: Project, now: datetime) -> list[str]:
    """Copies the warehouse, with its log after a crash; what is damaged is set aside. Returns what people should know.

    Raises:
        ReleaseError: there is no room for it.
    """
    if not project.warehouse.exists():
        return []
    copy, log = private_warehouse(project), log_of(project.warehouse)
    try:
        shutil.copyfile(project.warehouse, copy)
        if log.exists():
            shutil.copyfile(log, log_of(copy))
        try:
            read_state(copy, DIGEST)
        except ReleaseError as error:
            if disk_full(error, project.hub_dir):
                raise
            return [_set_aside(project, copy, error, now)]
    except (OSError, ReleaseError) as error:
        remove_private_warehouse(project)
        full = disk_full(error, project.hub_dir)
        raise ReleaseError(full or f"The warehouse can't be copied to {copy}: {error}") from error
    return []


def _set_aside(project: Project, copy: Path, error: ReleaseError, now: datetime) -> str:
    """The log alone where the database can be opened without it, else both."""
    stamp = f"warehouse-damaged-{now:%Y%m%dT%H%M%SZ}.duckdb"
    aside, log = project.warehouse.with_name(stamp), log_of(project.warehouse)
    if log.exists():
        remove_private_warehouse(project)
        shutil.copyfile(project.warehouse, copy)
        try:
            read_state(copy, DIGEST)
        except ReleaseError:
            pass
        else:
            log.rename(log_of(aside))
            return (
                f"The log of the warehouse was torn ({error}). It was set aside as {log_of(aside).name}; the warehouse "
                "is what it was before the crash."
            )
        log.rename(log_of(aside))
    project.warehouse.rename(aside)
    remove_private_warehouse(project)
    return f"The warehouse was damaged ({error}). It was set aside as {aside.name}; raw files are loaded again."
