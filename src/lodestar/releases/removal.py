"""Takes a release away, unless somebody opens it meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from lodestar.releases.holders import holders_of

__all__ = ["LEAVING", "remove_release", "remove_releases"]

LEAVING = ".removing-"
"""Before its name: a release that is being removed. What a killed process left so is removed by the next build."""


def remove_releases(folders: Iterable[Path]) -> set[Path]:
    """Removes them and says which; a folder stays when a process has it open.

    All lose their names first, so that nobody can open them any more; who did so before that is then seen.

    Raises:
        OSError: the file system refuses.
    """
    leaving = {}
    for folder in folders:
        target = folder.with_name(LEAVING + folder.name)
        shutil.rmtree(target, ignore_errors=True)
        folder.rename(target)
        leaving[target] = folder
    held = holders_of(leaving)
    for target, folder in leaving.items():
        if target in held:
            target.rename(folder)
        else:
            shutil.rmtree(target)
    return {folder for target, folder in leaving.items() if target not in held}


def remove_release(folder: Path) -> bool:
    """Removes one and says so; False when a process has it open."""
    return not holders_of([folder]) and folder in remove_releases([folder])
