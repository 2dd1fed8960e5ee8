"""A running build: from `begin` until it is published or aborted it holds the lock, a private file and a journal."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from lodestar.dbt.transformation import transformation_digest
from lodestar.disk import disk_full
from lodestar.errors import LodestarError, ReleaseError
from lodestar.releases import lock
from lodestar.releases.journal import Journal, write_journal
from lodestar.settings import Project
from lodestar.workflows.inputs import inputs_digest
from lodestar.workflows.mended_pointer import mend_before_build
from lodestar.workflows.private_copy import copy_warehouse, remove_leftovers
from lodestar.workflows.recovery import settle

__all__ = ["abort", "begin", "step"]


def begin(project: Project) -> Journal:
    """Takes the lock and makes the private copy. What an earlier, dead build left is removed.

    Raises:
        LockedError: another build is running.
    """
    lock.acquire(project.lock_path)
    try:
        repairs = mend_before_build(project)
        remove_leftovers(project)
        project.build_dir.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        warnings = [*repairs, *copy_warehouse(project, now)]
        build_id = f"{now:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}"
        journal = Journal(
            build_id,
            "building",
            now.isoformat(timespec="seconds"),
            warnings=warnings,
            inputs=inputs_digest(project),
            transformation=transformation_digest(project),
        )
        write_journal(project.build_dir, journal)
    except OSError as error:
        lock.release(project.lock_path)
        raise ReleaseError(f"A build can't begin in {project.build_dir}: {error}") from error
    except BaseException:
        lock.release(project.lock_path)
        raise
    return journal


@contextlib.contextmanager
def step(project: Project) -> Iterator[None]:
    """A part of the build that this process has begun: when it fails, the build is aborted.

    Raises:
        ReleaseError: this process has begun none; what is in `hub/build` is another's, or left over.
    """
    if not lock.is_held_here(project.lock_path):
        raise ReleaseError("No build has begun in this process, so there is nothing to go on with. Run a whole one.")
    try:
        yield
    except BaseException as error:
        full = disk_full(error, project.hub_dir)
        # after a failure people look into the file; after Ctrl-C or a stop nobody does, and a full disk needs the room
        keep_file = full is None and isinstance(error, LodestarError)
        abort(project, full or str(error) or type(error).__name__, keep_file=keep_file)
        if full:
            raise ReleaseError(full) from error
        raise


def abort(project: Project, reason: str, *, keep_file: bool = True) -> None:
    """Marks the build aborted and frees the lock. Its file stays until the next build, unless `keep_file` is False."""
    if not lock.is_held_here(project.lock_path):
        return
    settle(project, reason, keep_file=keep_file)
    lock.release(project.lock_path)
