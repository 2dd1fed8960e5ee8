"""The files of a project, as they stand or at a commit, and a folder that is made to hold them."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path

from lodestar.errors import ConfigurationError, UsageError
from lodestar.git import git
from lodestar.settings import Project

__all__ = ["WORKING_TREE", "commit", "mirror", "working_tree"]

WORKING_TREE = "working tree"

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


def working_tree(project: Project) -> tuple[str, dict[Path, bytes]]:
    """What people call it, and the project's files that dbt reads, as they are now: path in the project -> content.

    Raises:
        ConfigurationError: a folder lies outside the project, where a copy would not find it.
    """
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


def commit(project: Project, ref: str) -> tuple[str, dict[Path, bytes]]:
    """What people call it, and the project's files at a commit, branch or tag.

    Raises:
        UsageError: git is not there, knows no such commit, or has no project in it.
    """
    root = project.root
    top = Path(git(root, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    inside = git(root, "rev-parse", "--show-prefix").decode().strip().rstrip("/")
    try:
        found = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
    except UsageError as error:
        raise UsageError(
            f"{root} knows no commit, branch or tag {ref!r}. Name one that `git log` or `git branch -a` shows; "
            "a shallow clone needs `git fetch --unshallow` first."
        ) from error
    # from inside a folder git archives nothing but that folder of the tree it is given
    try:
        archive = git(top, "archive", "--format=tar", found + (f":{inside}" if inside else ""))
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
    return (ref[:10] if found.startswith(ref) else f"{ref} ({found[:10]})"), contents


def mirror(project: Project, files: Path, contents: Mapping[Path, bytes]) -> None:
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
