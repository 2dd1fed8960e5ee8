"""Marts built aside: the models of a checkout on the raw rows that the warehouse holds, without touching it.

    database = marts_of(project, checkout, needed, folder)

What the warehouse already holds as the checkout means it is used as it is. Only models that mean something else, and
what is made from them on the way to `needed`, are built, in a copy of the warehouse.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.meaning import ancestors
from lodestar.dbt import invocation
from lodestar.dbt.checkout import Checkout, held
from lodestar.errors import BuildError, ReleaseError
from lodestar.settings import Project
from lodestar.warehouse.connection import log_of
from lodestar.warehouse.state import peek_state
from lodestar.workflows.private_copy import BUILT_MEANINGS

__all__ = ["beside", "marts_of", "pinned_warehouse", "remove_left_copies", "stale_models"]

PREFIX = "marts-"


def marts_of(project: Project, checkout: Checkout, needed: Iterable[str], folder: Path) -> Path:
    """The DuckDB file in which the `needed` models stand as the checkout means them.

    Args:
        needed: dbt's ids of marts.
        folder: where a copy may be made; what an earlier call left there is removed.

    Raises:
        ReleaseError: the project has no warehouse yet.
        BuildError: a model can't be built on the rows that there are; the message is dbt's.
    """
    shutil.rmtree(folder, ignore_errors=True)
    if not project.warehouse.exists():
        raise ReleaseError(f"There is no warehouse in {project.hub_dir}: run `lodestar build` first.")
    stale = stale_models(checkout.catalog, checkout.meanings, built_meanings(project), needed)
    if not stale:
        return project.warehouse
    folder.mkdir(parents=True)
    copy = checkout.scratch  # the file that dbt compiled with: with another one it would parse everything again
    history = [unique_id for unique_id in stale if unique_id.startswith("snapshot.")]
    if history:
        raise BuildError(f"{', '.join(history)} means something else: a history can't be computed anew.")
    models = [checkout.catalog.models[unique_id] for unique_id in stale]
    # by file: a bare name would choose every model of a folder that is called so, too
    names = [f"path:{model.path}" if model.ref.count("'") == 2 else model.name for model in models]
    arguments = ["--vars", json.dumps(dict(checkout.variables))] if checkout.variables else []
    with held(checkout):
        try:
            for origin, target in ((project.warehouse, copy), (log_of(project.warehouse), log_of(copy))):
                if origin.exists():
                    shutil.copyfile(origin, target)
            results = invocation.run(checkout.project, copy, names, arguments)
            copy.replace(folder / project.warehouse.name)
        except OSError as error:
            raise BuildError(f"The warehouse can't be copied to {copy.parent}: {error}") from error
        finally:
            copy.unlink(missing_ok=True)
            log_of(copy).unlink(missing_ok=True)
    failed = [result for result in results if result.is_bad]
    if failed:
        said = "\n".join(f"  {result.name} ({result.path}): {result.message}" for result in failed)
        raise BuildError(f"{checkout.label}: models can't be built on the present rows:\n{said}")
    return folder / project.warehouse.name


@contextlib.contextmanager
def beside(project: Project) -> Iterator[Path]:
    """A folder for copies of the warehouse, gone at the end; what a killed command left is removed at the beginning."""
    project.checkouts_dir.mkdir(parents=True, exist_ok=True)
    remove_left_copies(project)
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", dir=project.checkouts_dir) as folder:
        yield Path(folder)


def remove_left_copies(project: Project, *, dry_run: bool = False) -> list[Path]:
    """Removes copies of the warehouse whose process is dead; the folders that were found."""
    found = []
    for left in sorted(project.checkouts_dir.glob(f"{PREFIX}*")):
        process = left.name.removeprefix(PREFIX).partition("-")[0]
        if process.isdigit() and not Path(f"/proc/{process}").exists() and Path("/proc/self").exists():
            found.append(left)
            if not dry_run:
                shutil.rmtree(left, ignore_errors=True)
    return found


def pinned_warehouse(project: Project, folder: Path) -> Project:
    """The project with the warehouse as it is now: a build that publishes meanwhile puts another file in its place."""
    hub = folder / "hub"
    hub.mkdir()
    pinned = replace(project, hub_dir=hub)
    for origin, target in (
        (project.warehouse, pinned.warehouse),
        (log_of(project.warehouse), log_of(pinned.warehouse)),
    ):
        if origin.exists():
            try:
                os.link(origin, target)
            except OSError:  # another file system, or one without links
                shutil.copyfile(origin, target)
    return pinned


def built_meanings(project: Project) -> dict[str, str]:
    """What the models in the warehouse mean; empty for one that was built before this was noted."""
    found: dict[str, str] = json.loads(peek_state(project.warehouse, BUILT_MEANINGS) or "{}")
    return found


def stale_models(
    catalog: Catalog, meanings: Mapping[str, str], built: Mapping[str, str], needed: Iterable[str]
) -> list[str]:
    """dbt's ids of the models on the way to `needed` that are built otherwise, or made from one that is, sorted."""
    upstream = ancestors(catalog, needed)
    # a view of one meaning reads whatever stands below, so a stale parent makes it stale too
    stale = {i for i in upstream if i in catalog.models and meanings.get(i) != built.get(i)}
    while more := {i for i in upstream - stale if i in catalog.models and stale & set(catalog.models[i].parents)}:
        stale |= more
    return sorted(stale)
