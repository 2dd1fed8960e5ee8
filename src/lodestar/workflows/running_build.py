"""A running build: from `begin` until it is published or aborted it holds the lock, a private file and a journal."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from lodestar.dbt.transformation import transformation_digest
from lodestar.errors import LodestarError, ReleaseError
from lodestar.releases import lock
from lodestar.releases.journal import Journal, read_journal, write_journal
from lodestar.settings import Project
from lodestar.warehouse.connection import log_of
from lodestar.workflows.inputs import inputs_digest
from lodestar.workflows.private_copy import copy_warehouse, private_warehouse, remove_leftovers

__all__ = ["abort", "begin", "step"]


def begin(project: Project) -> Journal:
    """Takes the lock and makes the private copy. What an earlier, dead build left is removed.

    Raises:
        LockedError: another build is running.
    """
    lock.acquire(project.lock_path)
    try:
        remove_leftovers(project)
        project.build_dir.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        warnings = copy_warehouse(project, now)
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
        # after a failure people look into the file; after Ctrl-C or a stop nobody does
        abort(project, str(error) or type(error).__name__, keep_file=isinstance(error, LodestarError))
        raise


def abort(project: Project, reason: str, *, keep_file: bool = True) -> None:
    """Marks the build aborted and frees the lock. Its file stays until the next build, unless `keep_file` is False."""
    if not lock.is_held_here(project.lock_path):
        return
    with contextlib.suppress(LodestarError, OSError):
        journal = read_journal(project.build_dir)
        journal.state, journal.reason = "aborted", reason
        write_journal(project.build_dir, journal)
    if not keep_file:
        private_warehouse(project).unlink(missing_ok=True)
        log_of(private_warehouse(project)).unlink(missing_ok=True)
    for staging in project.releases_dir.glob(".staging-*"):
        shutil.rmtree(staging, ignore_errors=True)
    lock.release(project.lock_path)
