"""Reading the current release, and the last good one where it turns out to be damaged while it is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lodestar.errors import ReleaseError
from lodestar.releases.release import Release, current_release

__all__ = ["served"]

Answer = TypeVar("Answer")


def served(hub_dir: Path, read: Callable[[Release], Answer]) -> Answer:
    """What `read` says of the current release, all of it from one release.

    When the file can't be read, every checksum is compared: a damaged release gives way to the last good one, with a
    warning. So it is when the release was taken away meanwhile.

    Raises:
        ReleaseError: nothing is published, or what can't be read is as it was published.
    """
    release = current_release(hub_dir)
    try:
        return read(release)
    except ReleaseError:
        spare = current_release(hub_dir, thorough=True)
        if spare.release_id == release.release_id:
            raise
        return read(spare)
