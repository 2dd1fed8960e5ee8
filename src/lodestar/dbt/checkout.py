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
import io
import json
import shutil
import subprocess
import tarfile
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.catalog.meaning import model_meanings
from lodestar.dbt import invocation
from lodestar.errors import BuildError, ConfigurationError, LockedError, UsageError
from lodestar.settings import Project, open_project

__all__ = ["Checkout", "check_out", "held"]

TOP_FILES = ("dbt_project.yml", "profiles.yml", "packages.yml", "dependencies.yml", "package-lock.yml", "selectors.yml")
INSTALLED = "dbt_packages"
"""Packages that `dbt deps` fetched; not in git."""


@dataclass(frozen=True)
class Checkout:
    """A compiled copy of a project.

    Attributes:
        project: the copy; its `root` is the folder, its `hub_dir` the original's.
        label: what people call it: `working tree`, or the commit.
        meanings: dbt's id -> digest of a model's own meaning.
        stamp: tells this checkout from a later one in the same folder.
    """

    project: Project
    label: str
    catalog: Catalog
    meanings: Mapping[str, str]
    scratch: Path
    stamp: str
    variables: Mapping[str, Any] = field(default_factory=dict)


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
    files.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        label = _place_commit(project, ref, files) if ref else _place_files(project, files)
        for path, text in (rewritten or {}).items():
            (files / path).parent.mkdir(parents=True, exist_ok=True)
            (files / path).write_text(text, encoding="utf-8")
        copy = replace(open_project(files), hub_dir=project.hub_dir, raw_dir=project.raw_dir)
        return _compiled(copy, label, folder / "warehouse.duckdb", variables or {}, project.root)


def _compiled(copy: Project, label: str, scratch: Path, variables: Mapping[str, Any], origin: Path) -> Checkout:
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
    stamp = uuid.uuid4().hex
    (scratch.parent / STAMP).write_text(stamp, encoding="utf-8")
    meanings = model_meanings(manifest, incremental, {**_declared_variables(copy), **variables})
    return Checkout(copy, label, catalog, meanings, scratch, stamp, variables)


def _declared_variables(project: Project) -> dict[str, Any]:
    """The variables of `dbt_project.yml`, which hooks may ask for: dbt compiles all else."""
    declared = yaml.safe_load((project.root / "dbt_project.yml").read_text(encoding="utf-8")).get("vars") or {}
    own = declared.get(project.name)
    return {**declared, **(own if isinstance(own, dict) else {})}


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


WORKING_TREE = "working tree"
STAMP = "stamp"


def _place_files(project: Project, files: Path) -> str:
    """Makes the copy equal to the project's files: same content keeps its time, so dbt need not parse it again."""
    wanted: dict[Path, Path] = {}
    for name in TOP_FILES:
        if (project.root / name).is_file():
            wanted[Path(name)] = project.root / name
    for folders in project.folders.values():
        for folder in folders:
            if folder == project.metric_tables_dir or not folder.is_relative_to(project.root):
                continue
            for path in folder.rglob("*"):
                if path.is_file() and "__pycache__" not in path.parts:
                    wanted[path.relative_to(project.root)] = path
    _mirror(files, {path: origin.read_bytes() for path, origin in wanted.items()})
    _link_packages(project, files)
    return WORKING_TREE


def _place_commit(project: Project, ref: str, files: Path) -> str:
    commit = _git(project.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if commit is None:
        raise UsageError(
            f"{project.root} knows no commit, branch or tag {ref!r}. Name one that `git log` or `git branch -a` shows; "
            "a shallow clone needs `git fetch --unshallow` first."
        )
    inside = (_git(project.root, "rev-parse", "--show-prefix") or b"").decode().strip().rstrip("/")
    # from inside a folder git archives nothing but that folder of the tree it is given
    top = Path((_git(project.root, "rev-parse", "--show-toplevel") or b"").decode().rstrip("\n"))
    archive = _git(top, "archive", "--format=tar", commit.decode().strip() + (f":{inside}" if inside else ""))
    if archive is None:
        raise UsageError(f"The project is not in commit {ref!r}: {inside or project.root} has no files there.")
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        contents = {}
        for member in packed.getmembers():
            content = packed.extractfile(member) if member.isfile() else None
            if content is not None:
                contents[Path(member.name)] = content.read()
    if Path("dbt_project.yml") not in contents:
        raise UsageError(f"Commit {ref!r} has no dbt_project.yml in {inside or 'its top folder'}.")
    _mirror(files, contents)
    _link_packages(project, files)
    return f"{ref} ({commit.decode()[:10]})" if not commit.decode().startswith(ref) else ref[:10]


def _mirror(files: Path, contents: Mapping[Path, bytes]) -> None:
    made = {files / "target", files / INSTALLED}
    for path in sorted(files.rglob("*"), reverse=True):
        if any(path == top or top in path.parents for top in made):
            continue
        if path.is_file() and path.relative_to(files) not in contents:
            path.unlink()
    for relative, content in contents.items():
        path = files / relative
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _link_packages(project: Project, files: Path) -> None:
    link, installed = files / INSTALLED, project.root / INSTALLED
    if installed.is_dir() and not link.exists():
        link.symlink_to(installed, target_is_directory=True)


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git prints; None where it says no."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _remove(database: Path) -> None:
    for path in (database, database.with_name(database.name + ".wal")):
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
