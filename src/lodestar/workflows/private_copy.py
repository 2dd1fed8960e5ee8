"""The private DuckDB file that a build works in: where it is, how it begins, what is left of an earlier one."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from lodestar.errors import ReleaseError
from lodestar.settings import Project
from lodestar.warehouse.connection import log_of
from lodestar.warehouse.state import read_state
from lodestar.workflows.built_standing import DEFINITIONS, STANDING

__all__ = ["BUILT_MEANINGS", "DIGEST", "MANIFESTS", "copy_warehouse", "private_warehouse", "remove_leftovers"]

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
    left = [private_warehouse(project), log_of(private_warehouse(project))]
    left += [project.build_dir / name for name in ("journal.json", *MANIFESTS)]
    for path in left:
        path.unlink(missing_ok=True)


def copy_warehouse(project: Project, now: datetime) -> list[str]:
    """Copies the warehouse, with its log after a crash; a damaged one is set aside. Returns what people should know."""
    if not project.warehouse.exists():
        return []
    copy = private_warehouse(project)
    for origin, target in ((project.warehouse, copy), (log_of(project.warehouse), log_of(copy))):
        if origin.exists():
            shutil.copyfile(origin, target)
    try:
        read_state(copy, DIGEST)
    except ReleaseError as error:
        aside = project.warehouse.with_name(f"warehouse-damaged-{now:%Y%m%dT%H%M%SZ}.duckdb")
        project.warehouse.rename(aside)
        log_of(project.warehouse).unlink(missing_ok=True)
        remove_leftovers(project)
        return [f"The warehouse was damaged ({error}). It was set aside as {aside.name}; raw files are loaded again."]
    return []
