"""A release: the published tables of one good build, never changed after, and the pointer that names the current one.

hub/releases/<release_id>/metrics-<release_id>.duckdb   schema `hub`
                         /parquet/<table>.parquet
                         /release.json
hub/current -> releases/<release_id>                    moved in one atomic step

A release that is not as it was published is noticed when it is opened; the last good one before it is served then.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.errors import ReleaseError, UnknownNameError
from lodestar.releases.seal import damage_of, sealed, sync

__all__ = [
    "Release",
    "current_id",
    "current_release",
    "find_release",
    "last_good_release",
    "list_folders",
    "list_releases",
    "point_to",
    "read_release",
    "seal",
    "staging_folder",
]

LOGGER = logging.getLogger(__name__)
"""Where a reader is told that it gets an older release; Python prints it to stderr where nobody set it up otherwise."""

_told: set[str] = set()
"""What was said already: a command opens the release more than once."""


@dataclass(frozen=True)
class Release:
    """A published release. `facts` is `release.json`."""

    release_id: str
    folder: Path
    facts: Mapping[str, Any]

    @property
    def database(self) -> Path:
        """The DuckDB file. Its name holds the id: DuckDB would return an old instance for a path it has open."""
        return self.folder / f"metrics-{self.release_id}.duckdb"


def staging_folder(releases_dir: Path, release_id: str) -> Path:
    """An empty folder to write a release into; a left-over of the same name is removed."""
    folder = releases_dir / f".staging-{release_id}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def seal(staging: Path, releases_dir: Path, release_id: str, facts: Mapping[str, Any]) -> Release:
    """Adds checksums and `release.json`, syncs everything to disk and gives the folder its name.

    Raises:
        ReleaseError: the disk refuses; the staging folder is removed.
    """
    folder = releases_dir / release_id
    try:
        files = sorted(path for path in staging.rglob("*") if path.is_file())
        for path in files:
            sync(path)
        document = staging / "release.json"
        text, told = sealed(staging, files, facts)
        document.write_text(text, encoding="utf-8")
        for path in [document, *[p for p in staging.rglob("*") if p.is_dir()], staging]:
            sync(path)
        staging.rename(folder)
        sync(releases_dir)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise ReleaseError(f"The release can't be written to {releases_dir}: {error}") from error
    return Release(release_id, folder, told)


def point_to(hub_dir: Path, release: Release) -> None:
    """Moves `hub/current` to the release in one atomic step.

    Raises:
        ReleaseError: the disk refuses; `hub/current` is as it was.
    """
    beside = hub_dir / f".current.{os.getpid()}"
    try:
        beside.unlink(missing_ok=True)
        beside.symlink_to(Path("releases") / release.release_id)
        beside.replace(hub_dir / "current")
        sync(hub_dir)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise ReleaseError(f"{hub_dir / 'current'} can't be moved to release {release.release_id}: {error}") from error


def current_id(hub_dir: Path) -> str | None:
    """The id that `hub/current` names, whether or not that release is there; None without a pointer."""
    pointer = hub_dir / "current"
    return pointer.resolve().name if pointer.is_symlink() or pointer.exists() else None


def current_release(hub_dir: Path, *, thorough: bool = False) -> Release:
    """The release that `hub/current` names, resolved once: whoever opened it keeps it.

    One that is missing or damaged is not served: the last good one before it is, and a warning says so. `thorough`
    compares every checksum; otherwise sizes, and checksums of what is small.

    Raises:
        ReleaseError: nothing is published yet, or the release is damaged and none before it is whole.
    """
    release_id = current_id(hub_dir)
    if release_id is None:
        raise ReleaseError(f"Nothing is published in {hub_dir} yet. Run `lodestar build`.")
    releases_dir = hub_dir / "releases"
    try:
        return _whole(releases_dir / release_id, thorough=thorough)
    except ReleaseError as error:
        spare = last_good_release(releases_dir, before=release_id)
        if spare is None:
            raise ReleaseError(f"{error} No release before it is whole. Run `lodestar doctor`.") from error
        said = f"{error} Served instead: {spare.release_id}, the last good one. Run `lodestar doctor`."
        if said not in _told:
            _told.add(said)
            LOGGER.warning(said)
        return spare


def last_good_release(releases_dir: Path, *, before: str) -> Release | None:
    """The newest release older than `before` of which every file is as it was published."""
    for name in reversed(list_folders(releases_dir)):
        if name < before:
            with contextlib.suppress(ReleaseError):
                return _whole(releases_dir / name, thorough=True)
    return None


def list_releases(releases_dir: Path) -> list[Release]:
    """Every release that can be read, oldest first: ids begin with their time. What is damaged is left out."""
    releases = []
    for name in list_folders(releases_dir):
        with contextlib.suppress(ReleaseError):
            releases.append(read_release(releases_dir / name))
    return releases


def find_release(releases_dir: Path, release_id: str) -> Release:
    """The release of that id, with every file as it was published.

    Raises:
        UnknownNameError: there is none.
        ReleaseError: it is damaged.
    """
    names = list_folders(releases_dir)
    if release_id not in names:
        raise UnknownNameError("release", release_id, names)
    return _whole(releases_dir / release_id, thorough=True)


def list_folders(releases_dir: Path) -> list[str]:
    """The id of every release, whole or not, oldest first."""
    if not releases_dir.is_dir():
        return []
    return sorted(path.name for path in releases_dir.iterdir() if path.is_dir() and not path.name.startswith("."))


def _whole(folder: Path, *, thorough: bool) -> Release:
    release = read_release(folder)
    damage = damage_of(folder, release.facts, release.database, thorough=thorough)
    if damage:
        raise ReleaseError(f"Release {folder.name} is damaged: {damage}.")
    return release


def read_release(folder: Path) -> Release:
    """The release in a folder, by what its `release.json` says.

    Raises:
        ReleaseError: that can't be read.
    """
    try:
        facts = json.loads((folder / "release.json").read_text(encoding="utf-8"))
        if not isinstance(facts, dict):
            raise ValueError("release.json holds no facts")  # noqa: TRY004 - damage, like text that is no JSON
    except FileNotFoundError as error:
        what = "its release.json is gone" if folder.is_dir() else "its folder is gone"
        raise ReleaseError(f"Release {folder.name} is damaged: {what}.") from error
    except (OSError, ValueError) as error:
        raise ReleaseError(f"Release {folder.name} is damaged: release.json can't be read ({error}).") from error
    return Release(folder.name, folder, facts)
