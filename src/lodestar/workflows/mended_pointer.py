"""Every release is held against its checksums, and `hub/current` names one that is as it was published."""

from __future__ import annotations

from pathlib import Path

from lodestar.errors import ReleaseError
from lodestar.releases.release import (
    current_id,
    find_release,
    last_good_release,
    list_folders,
    point_to,
)
from lodestar.settings import Project
from lodestar.workflows.recovery import Repair, recover

__all__ = ["DAMAGED", "mend_before_build", "mend_releases"]

DAMAGED = ".damaged-"
"""Before its name: a release that is not as it was published, set aside. Who has it open keeps reading it."""


LAST = "~"
"""After every id."""


def mend_before_build(project: Project) -> list[str]:
    """What a build does before it begins: recovers what died, and looks at the current release. Says what it found.

    Raises:
        OSError: the file system refuses.
        ReleaseError: the pointer can't be moved.
    """
    repairs = [*recover(project), *mend_releases(project, all_of_them=False)]
    return [repair.sentence() for repair in repairs]


def mend_releases(project: Project, *, dry_run: bool = False, all_of_them: bool = True) -> list[Repair]:
    """Sets damaged releases aside, and moves `hub/current` to the last good one before. For the holder of the lock.

    Args:
        all_of_them: look at every release, not at the current one alone.
        dry_run: say what would be done.

    Raises:
        OSError: the file system refuses.
        ReleaseError: the pointer can't be moved.
    """
    current = current_id(project.hub_dir)
    if current is None:
        return _mend_lost_pointer(project, dry_run=dry_run)
    looked_at = list_folders(project.releases_dir) if all_of_them else [current]
    if current not in looked_at:
        looked_at.append(current)
    found = []
    for release_id in looked_at:
        folder = project.releases_dir / release_id
        damage = _damage(project, release_id)
        if damage is None:
            continue
        done = []
        if release_id == current:
            spare = last_good_release(project.releases_dir, before=release_id)
            if spare is None:
                left = "no release before it is whole: restore it from a backup, or run `lodestar build --full-refresh`"
                found.append(Repair(damage, folder, left, is_left=True, is_damage=True))
                continue
            done.append(f"hub/current moved to {spare.release_id}, the last good one")
            if not dry_run:
                point_to(project.hub_dir, spare)
        if folder.exists():
            aside = _free_name(folder.with_name(DAMAGED + folder.name))
            done.append(f"set aside as {aside.name}")
            if not dry_run:
                folder.rename(aside)
        said = ("would be: " if dry_run else "") + "; ".join(done)
        found.append(Repair(damage, folder, said, is_damage=True))
    return found


def _mend_lost_pointer(project: Project, *, dry_run: bool) -> list[Repair]:
    """Releases that died before they were pointed to are gone by now, so whatever there is was published."""
    spare = last_good_release(project.releases_dir, before=LAST)
    if spare is None:
        return []
    if not dry_run:
        point_to(project.hub_dir, spare)
    would = "would be " if dry_run else ""
    return [Repair("pointer is gone", project.hub_dir / "current", f"{would}moved to {spare.release_id}")]


def _free_name(wanted: Path) -> Path:
    """A release that was restored from a backup can be damaged again."""
    names = (wanted, *(wanted.with_name(f"{wanted.name}.{number}") for number in range(2, 1000)))
    return next(name for name in names if not name.exists())


def _damage(project: Project, release_id: str) -> str | None:
    if not (project.releases_dir / release_id).is_dir():
        return f"Release {release_id} is gone"
    try:
        find_release(project.releases_dir, release_id)
    except ReleaseError as error:
        return str(error).rstrip(".")
    return None
