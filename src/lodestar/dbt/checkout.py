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
import io
import json
import os
import shutil
import subprocess
import tarfile
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

TOP_FILES = (
    "dbt_project.yml",
    "profiles.yml",
    "vars.yml",
    "packages.yml",
    "dependencies.yml",
    "package-lock.yml",
    "selectors.yml",
    "catalogs.yml",
    ".dbtignore",
)
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
    try:
        files.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            label, contents = (_commit if ref is not None else _working_tree)(project, ref or "")
            contents |= {Path(path): text.encode() for path, text in (rewritten or {}).items()}
            _mirror(project, files, contents)
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


def _working_tree(project: Project, _ref: str) -> tuple[str, dict[Path, bytes]]:
    """The project's files that dbt reads, as they are now."""
    wanted = {Path(name): project.root / name for name in TOP_FILES if (project.root / name).is_file()}
    for folders in project.folders.values():
        for named in folders:
            folder = Path(os.path.normpath(named))
            if folder == project.metric_tables_dir:
                continue
            if not folder.is_relative_to(project.root):
                raise ConfigurationError(f"{project.root / 'dbt_project.yml'}: {named} lies outside the project.")
            for base, _, names in os.walk(folder, followlinks=True):  # as dbt does
                for name in names:
                    path = Path(base, name)
                    if "__pycache__" not in path.parts and path.is_file():
                        wanted[path.relative_to(project.root)] = path
    return WORKING_TREE, {path: origin.read_bytes() for path, origin in wanted.items()}


def _commit(project: Project, ref: str) -> tuple[str, dict[Path, bytes]]:
    """The project's files at a commit."""
    root = project.root
    top = Path(_git(root, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    inside = _git(root, "rev-parse", "--show-prefix").decode().strip().rstrip("/")
    try:
        commit = (
            _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
        )
    except UsageError as error:
        raise UsageError(
            f"{root} knows no commit, branch or tag {ref!r}. Name one that `git log` or `git branch -a` shows; "
            "a shallow clone needs `git fetch --unshallow` first."
        ) from error
    # from inside a folder git archives nothing but that folder of the tree it is given
    try:
        archive = _git(top, "archive", "--format=tar", commit + (f":{inside}" if inside else ""))
    except UsageError as error:
        raise UsageError(f"The project is not in commit {ref!r}, as {inside or root}: {error}") from error
    contents = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for member in packed.getmembers():
            content = packed.extractfile(member) if member.isfile() else None
            if content is not None:
                contents[Path(member.name)] = content.read()
    if Path("dbt_project.yml") not in contents:
        raise UsageError(f"Commit {ref!r} has no dbt_project.yml in {inside or 'its top folder'}.")
    return (ref[:10] if commit.startswith(ref) else f"{ref} ({commit[:10]})"), contents


def _mirror(project: Project, files: Path, contents: Mapping[Path, bytes]) -> None:
    """Makes the copy hold these files: same content keeps its time, so dbt need not parse it again."""
    link, installed = files / INSTALLED, project.root / INSTALLED
    if link.is_symlink():  # never written through: what it points to is the user's
        link.unlink()
    made = {files / "target"}
    for path in sorted(files.rglob("*"), reverse=True):
        kept = path.relative_to(files) in contents or any(path == top or top in path.parents for top in made)
        if path.is_file() and not kept:
            path.unlink()
    for relative, content in contents.items():
        path = files / relative
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    if installed.is_dir() and not any(path.parts[0] == INSTALLED for path in contents):
        shutil.rmtree(link, ignore_errors=True)
        link.symlink_to(installed, target_is_directory=True)


def _git(root: Path, *arguments: str) -> bytes:
    """What git prints.

    Raises:
        UsageError: git is not there, or says no.
    """
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True, timeout=300)
    except FileNotFoundError as error:
        raise UsageError("git is not installed, so there is no commit to compare with.") from error
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip()
        raise UsageError(f"git says no in {root}: {said or error}") from error
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
