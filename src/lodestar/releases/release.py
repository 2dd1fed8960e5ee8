"""A release: the published tables of one good build, never changed after, and the pointer that names the current one.

hub/releases/<release_id>/metrics-<release_id>.duckdb   schema `hub`
                         /parquet/<table>.parquet
                         /release.json
hub/current -> releases/<release_id>                    moved in one atomic step
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.errors import ReleaseError, UnknownNameError

__all__ = ["Release", "current_release", "find_release", "list_releases", "point_to", "seal", "staging_folder"]


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
        sealed = {**facts, "checksums": {path.relative_to(staging).as_posix(): _sha256(path) for path in files}}
        document = staging / "release.json"
        document.write_text(json.dumps(sealed, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
        for path in [*files, document, *[p for p in staging.rglob("*") if p.is_dir()], staging]:
            _sync(path)
        staging.rename(folder)
        _sync(releases_dir)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise ReleaseError(f"The release can't be written to {releases_dir}: {error}") from error
    return Release(release_id, folder, sealed)


def point_to(hub_dir: Path, release: Release) -> None:
    """Moves `hub/current` to the release in one atomic step."""
    beside = hub_dir / f".current.{os.getpid()}"
    beside.unlink(missing_ok=True)
    beside.symlink_to(Path("releases") / release.release_id)
    beside.replace(hub_dir / "current")
    _sync(hub_dir)


def current_release(hub_dir: Path) -> Release:
    """The release that `hub/current` names, resolved once: whoever opened it keeps it.

    Raises:
        ReleaseError: nothing is published yet, or the release is damaged.
    """
    pointer = hub_dir / "current"
    if not pointer.is_symlink() and not pointer.exists():
        raise ReleaseError(f"Nothing is published in {hub_dir} yet. Run `lodestar build`.")
    return _read(pointer.resolve())


def list_releases(releases_dir: Path) -> list[Release]:
    """Every release that can be read, oldest first: ids begin with their time. What is damaged is left out."""
    releases = []
    for name in _folder_names(releases_dir):
        with contextlib.suppress(ReleaseError):
            releases.append(_read(releases_dir / name))
    return releases


def find_release(releases_dir: Path, release_id: str) -> Release:
    """The release of that id, with every file as it was published.

    Raises:
        UnknownNameError: there is none.
        ReleaseError: it is damaged.
    """
    names = _folder_names(releases_dir)
    if release_id not in names:
        raise UnknownNameError("release", release_id, names)
    release = _read(releases_dir / release_id)
    for name, checksum in release.facts.get("checksums", {}).items():
        path = release.folder / name
        if not path.is_file() or _sha256(path) != checksum:
            raise ReleaseError(f"Release {release_id} is damaged: {name} is not as it was published. Take another one.")
    return release


def _folder_names(releases_dir: Path) -> list[str]:
    if not releases_dir.is_dir():
        return []
    return sorted(path.name for path in releases_dir.iterdir() if path.is_dir() and not path.name.startswith("."))


def _read(folder: Path) -> Release:
    try:
        facts = json.loads((folder / "release.json").read_text(encoding="utf-8"))
        if not isinstance(facts, dict):
            raise ValueError("release.json holds no facts")  # noqa: TRY004 - damage, like text that is no JSON
    except (OSError, ValueError) as error:
        raise ReleaseError(
            f"Release {folder.name} is damaged ({error}). Run `lodestar rollback` to another."
        ) from error
    return Release(folder.name, folder, facts)


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
