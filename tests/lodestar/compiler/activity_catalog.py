"""The catalog of `tests/projects/activity`, parsed by dbt once a process."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.dbt import invocation
from lodestar.settings import open_project

ACTIVITY = Path(__file__).parents[2] / "projects" / "activity"


@cache
def activity_catalog() -> Catalog:
    """Five marts and a governed metric of every type."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(ACTIVITY, Path(folder) / "activity"))
        project = open_project(root)
        invocation.parse(project)
        return read_catalog(project.target_dir)
