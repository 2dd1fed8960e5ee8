"""A checkout: a project's files as they stand, at a commit, or with changes, in a folder of its own, compiled by dbt.

checkout = check_out(project, folder)                    # the working tree
checkout = check_out(project, folder, ref="main")        # a commit, branch or tag
checkout.catalog, checkout.meanings

Nothing of the project itself is touched, so a build may run meanwhile. The folder is kept from call to call, because
dbt parses only what has changed since.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.catalog.meaning import model_meanings
from lodestar.dbt import invocation
from lodestar.dbt.project_files import WORKING_TREE, commit, mirror, working_tree
from lodestar.errors import BuildError, ConfigurationError, LockedError
from lodestar.settings import Project, open_project
from lodestar.warehouse.connection import log_of

__all__ = ["Checkout", "check_out", "held"]

STAMP = "stamp"


@dataclass(frozen=True)
class Checkout:
    """A compiled copy of a project.

    Attributes:
        project: the copy; its `root` is the folder, its `hub_dir` the original's.
        label: what people call it: `working tree`, or the commit.
        meanings: dbt's id -> digest of a model's own meaning.
        manifest: dbt's, with the SQL of every model as a full refresh runs it.
        stamp: tells this checkout from a later one in the same folder.
    """

    project: Project
    label: str
    catalog: Catalog
    meanings: Mapping[str, str]
    scratch: Path
    stamp: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)


def check_out(
    project: Project,
    folder: Path,
    *,
    ref: str | None = None,
    variables: Mapping[str, Any] | None = None,
    rewritten: Mapping[str, str] | None = None,
) -> Checkout:
    """Copies and compiles.

    Args:
        folder: where the copy lives; another call at the same time waits for this one.
        ref: a commit, branch or tag; None: the files as they are now.
        variables: dbt variables that win over those of `dbt_project.yml`.
        rewritten: path in the project -> other text of that file.

    Raises:
        UsageError: the project is not in git, or knows no such commit.
        ConfigurationError: dbt refuses the copy.
    """
    files = folder / "project"
    try:
        files.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            label, contents = working_tree(project) if ref is None else commit(project, ref)
            contents |= {Path(path): text.encode() for path, text in (rewritten or {}).items()}
            mirror(project, files, contents)
            copy = replace(open_project(files), hub_dir=project.hub_dir, raw_dir=project.raw_dir)
            stamp = _stamp(contents, variables or {})
            return _compiled(copy, label, folder / "warehouse.duckdb", variables or {}, project.root, stamp)
    except OSError as error:
        raise ConfigurationError(
            f"{folder} can't be used for a copy of the project: {error}. LODESTAR_HUB names another place."
        ) from error


def _stamp(contents: Mapping[Path, bytes], variables: Mapping[str, Any]) -> str:
    """Equal for equal files and variables."""
    digest = hashlib.sha256(json.dumps(dict(variables), sort_keys=True, default=str).encode())
    for path in sorted(contents):
        digest.update(path.as_posix().encode() + hashlib.sha256(contents[path]).digest())
    return digest.hexdigest()


def _compiled(
    copy: Project, label: str, scratch: Path, variables: Mapping[str, Any], origin: Path, stamp: str
) -> Checkout:
    copy.metric_tables_dir.mkdir(parents=True, exist_ok=True)  # named in model-paths
    _remove(scratch)
    arguments = ["--vars", json.dumps(dict(variables))] if variables else []
    try:
        invocation.compile_models(copy, scratch, ["--full-refresh", *arguments])
        manifest = json.loads((copy.target_dir / "manifest.json").read_text(encoding="utf-8"))
        catalog = read_catalog(copy.target_dir)
        incremental = invocation.compile_incremental(copy, scratch, manifest, arguments)
    except (BuildError, ConfigurationError) as error:
        message = str(error).replace(str(copy.root), str(origin))
        raise ConfigurationError(f"{label}: {message}" if label != WORKING_TREE else message) from error
    finally:
        _remove(scratch)
    (scratch.parent / STAMP).write_text(stamp, encoding="utf-8")
    meanings = model_meanings(manifest, incremental, {**copy.variables, **variables})
    return Checkout(copy, label, catalog, meanings, scratch, stamp, variables, manifest)


@contextlib.contextmanager
def held(checkout: Checkout) -> Iterator[None]:
    """In here nobody else changes the checkout's files.

    Raises:
        LockedError: another command has used the folder for other files since.
    """
    folder = checkout.scratch.parent
    with _alone(folder):
        if (folder / STAMP).read_text(encoding="utf-8") != checkout.stamp:
            raise LockedError(f"Another command has just used {folder} for {checkout.label}'s place. Try again.")
        yield


def _remove(database: Path) -> None:
    for path in (database, log_of(database)):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(held, fcntl.LOCK_UN)
            shutil.rmtree(folder / "logs", ignore_errors=True)
