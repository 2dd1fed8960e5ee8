"""Takes a release away, unless somebody opens it meanwhile."""

from __future__ import annotations

import shutil
from pathlib import Path

from lodestar.releases.holders import holders_of

__all__ = ["LEAVING", "remove_release"]

LEAVING = ".removing-"
"""Before its name: a release that is being removed. What a killed process left so is removed by the next build."""


def remove_release(folder: Path) -> bool:
    """Removes it and says so; False when a process has it open.

    It loses its name first, so that nobody can open it any more; who did so before that is then seen.

    Raises:
        OSError: the file system refuses.
    """
    if holders_of([folder]):
        return False
    leaving = folder.with_name(LEAVING + folder.name)
    shutil.rmtree(leaving, ignore_errors=True)
    folder.rename(leaving)
    if holders_of([leaving]):
        leaving.rename(folder)
        return False
    shutil.rmtree(leaving)
    return True
