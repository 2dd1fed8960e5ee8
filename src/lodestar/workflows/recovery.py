"""What a dead build left is finished or taken away, by whoever holds the lock next: a build, a rollback, the doctor.

What `hub/current` names was published: it is finished (the warehouse follows, the journal says published). A release
that was written and never pointed to was never published: it is removed, and the next build makes it again from the
same raw files. So a kill between any two steps of publishing leaves the hub as before the build or as after it.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from lodestar.errors import LodestarError, ReleaseError
from lodestar.releases import lock
from lodestar.releases.build_log import FinishedBuild, close_torn_line, read_builds, record_build
from lodestar.releases.journal import DIED, Journal, read_journal, write_journal
from lodestar.releases.release import Release, current_id, list_releases, read_release
from lodestar.releases.removal import LEAVING, remove_release
from lodestar.settings import Project
from lodestar.workflows.check_history import log_build
from lodestar.workflows.private_copy import adopt_private_warehouse, private_warehouse, remove_private_warehouse

__all__ = ["Repair", "recover", "settle"]


@dataclass(frozen=True)
class Repair:
    """Something that was not whole: `what` and `where` it was, what was `done`, and whether it is left for people.

    `is_damage`: it is a published release that is not as it was published.
    """

    what: str
    where: Path
    done: str
    is_left: bool = False
    is_damage: bool = False

    def sentence(self) -> str:
        """One line."""
        return f"{self.what} ({self.where.name}): {self.done}"


def recover(project: Project, *, dry_run: bool = False) -> list[Repair]:
    """Finishes or takes away what is left of builds that died. For the holder of the lock alone.

    Args:
        dry_run: say what would be done.

    Raises:
        OSError: the file system refuses.
    """
    found: list[Repair] = []
    mend = _Mending(found, dry_run)
    dead = None if dry_run else lock.recovered(project.lock_path)
    if dead:
        found.append(Repair("lock of a dead process", project.lock_path, f"recovered from {dead}"))
    if not dry_run and close_torn_line(project.hub_dir):
        found.append(Repair("torn line", project.hub_dir / "builds.jsonl", "closed"))
    has_record = bool(read_builds(project.hub_dir))
    _recover_journal(project, mend)
    if not dry_run:
        _note_published(project, of_all=not has_record)
    for release in _orphans(project):
        mend("release that was never published", release.folder, "removed", partial(remove_release, release.folder))
    for folder in _unfinished(project):
        mend("left-over of a dead process", folder, "removed", partial(_remove, folder))
    return found


def settle(project: Project, reason: str, *, keep_file: bool = True) -> None:
    """Ends the build in `hub/build`: published, if `hub/current` names its release, else aborted with a reason.

    Args:
        keep_file: leave the private file of an aborted build for people to look into.
    """
    with contextlib.suppress(OSError):
        for staging in project.releases_dir.glob(".staging-*"):
            shutil.rmtree(staging, ignore_errors=True)
    with contextlib.suppress(LodestarError, OSError):
        journal = read_journal(project.build_dir)
        release = _published_by(project, journal)
        if release:  # its file is the next warehouse, whatever stopped the build
            _finish(project, journal, release)
            return
    with contextlib.suppress(OSError):
        if not keep_file:
            remove_private_warehouse(project)
    with contextlib.suppress(LodestarError, OSError):
        journal = read_journal(project.build_dir)
        for orphan in list_releases(project.releases_dir):
            if orphan.facts.get("build_id") == journal.build_id:
                remove_release(orphan.folder)
        if not journal.is_finished:
            journal.move_to("aborted", reason)
            write_journal(project.build_dir, journal)
            log_build(project, journal)


@dataclass(frozen=True)
class _Mending:
    found: list[Repair]
    dry_run: bool

    def __call__(self, what: str, where: Path, done: str, act: Callable[[], object]) -> None:
        if self.dry_run:
            self.found.append(Repair(what, where, f"would be {done}"))
        elif act() is False:
            self.found.append(Repair(what, where, "stays: a process has it open", is_left=True))
        else:
            self.found.append(Repair(what, where, done))


def _recover_journal(project: Project, mend: _Mending) -> None:
    path = project.build_dir / "journal.json"
    if not path.exists():
        if private_warehouse(project).exists():
            mend("build file without a journal", private_warehouse(project), "removed", _remover(project))
        return
    try:
        journal = read_journal(project.build_dir)
    except ReleaseError:
        mend("torn journal", path, "removed, with its build file", _remover(project, path))
        return
    if journal.is_finished:
        return
    release = _published_by(project, journal)
    if release:
        done = f"finished: release {release.release_id} is published"
        mend(f"build {journal.build_id}, dead after publishing", path, done, lambda: _finish(project, journal, release))
    else:
        mend(
            f"build {journal.build_id}, left {journal.state}",
            path,
            f"aborted: {DIED}",
            lambda: settle(project, DIED, keep_file=False),
        )


def _remover(project: Project, *paths: Path) -> Callable[[], None]:
    def remove() -> None:
        remove_private_warehouse(project)
        for path in paths:
            path.unlink(missing_ok=True)

    return remove


def _published_by(project: Project, journal: Journal) -> Release | None:
    release_id = current_id(project.hub_dir)
    if release_id is None or journal.state == "building":
        return None
    with contextlib.suppress(ReleaseError):
        release = read_release(project.releases_dir / release_id)
        if release.facts.get("build_id") == journal.build_id:
            return release
    return None


def _finish(project: Project, journal: Journal, release: Release) -> None:
    # a build that withheld something says whether its private file may be built upon
    if private_warehouse(project).exists() and journal.moves_on:
        adopt_private_warehouse(project)
    journal.release_id = release.release_id
    if not journal.is_finished:
        journal.move_to("published")
    write_journal(project.build_dir, journal)


def _orphans(project: Project) -> list[Release]:
    """Releases that no pointer ever named: their build is known, or would be, and did not publish."""
    builds = read_builds(project.hub_dir)
    if not builds:
        return []
    ended = {build.id: build for build in builds}
    since = min(build.began for build in builds)
    current = current_id(project.hub_dir)
    orphans = []
    for release in list_releases(project.releases_dir):
        build_id = release.facts.get("build_id")
        if release.release_id == current or not build_id:
            continue
        build = ended.get(build_id)
        if build is None and str(release.facts.get("published_at", "")) < since:
            continue  # older than the record of builds
        if build is None or build.state != "published":
            orphans.append(release)
    return orphans


def _note_published(project: Project, *, of_all: bool) -> None:
    """Writes the build of the current release into the record of builds, where a torn journal has lost it.

    Args:
        of_all: there was no record, so every release begins it.
    """
    release_id = current_id(project.hub_dir)
    if release_id is None:
        return
    noted = [release_id]
    if of_all:  # an older engine kept no record, or it was lost: what was rolled back stays
        noted += [release.release_id for release in list_releases(project.releases_dir)]
    for name in noted:
        with contextlib.suppress(ReleaseError):
            facts = read_release(project.releases_dir / name).facts
            if facts.get("build_id"):
                now = datetime.now(UTC).isoformat(timespec="milliseconds")
                at = str(facts.get("published_at", now))
                record_build(project.hub_dir, FinishedBuild(facts["build_id"], at, now, "published", None, name))


def _unfinished(project: Project) -> Iterator[Path]:
    yield from project.releases_dir.glob(".staging-*")
    yield from project.releases_dir.glob(f"{LEAVING}*")
    yield from project.hub_dir.glob(".current.*")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
