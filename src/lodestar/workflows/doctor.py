"""`lodestar doctor`: finds what is not whole in a hub, mends what can be mended, and says what is left for people."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lodestar.errors import LedgerError, ReleaseError
from lodestar.releases import lock
from lodestar.settings import Project
from lodestar.warehouse.connection import log_of
from lodestar.warehouse.soundness import read_every_block
from lodestar.workflows.aside import remove_left_copies
from lodestar.workflows.mended_pointer import mend_releases
from lodestar.workflows.private_copy import private_warehouse, remove_private_warehouse
from lodestar.workflows.recovery import Repair, recover
from lodestar.workflows.verify_ledger import verify_ledger

__all__ = ["examine"]


def examine(project: Project, *, dry_run: bool = False) -> list[Repair]:
    """What was not whole, and what was done about it. What was frozen is verified and never touched.

    Args:
        dry_run: change nothing, and say what would be done.

    Raises:
        LockedError: a build is running: its files are not whole yet, and not the doctor's.
        ReleaseError: the file system refuses.
    """
    if not project.hub_dir.is_dir():
        return []
    lock.acquire(project.lock_path)
    try:
        return [
            *recover(project, dry_run=dry_run),
            *mend_releases(project, dry_run=dry_run),
            *_mend_warehouse(project, dry_run=dry_run),
            *_mend_build_file(project, dry_run=dry_run),
            *_clear_checkouts(project, dry_run=dry_run),
            *_verify_ledger(project),
        ]
    except OSError as error:
        raise ReleaseError(f"The hub in {project.hub_dir} can't be mended: {error}") from error
    finally:
        lock.release(project.lock_path)


def _mend_warehouse(project: Project, *, dry_run: bool) -> Iterator[Repair]:
    warehouse, log = project.warehouse, log_of(project.warehouse)
    if not warehouse.exists():
        return
    said = _unreadable(warehouse)
    if said is None:
        return
    would = "would be " if dry_run else ""
    aside = warehouse.with_name(f"warehouse-damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.duckdb")
    if log.exists() and _is_whole_without_log(warehouse):
        if not dry_run:
            log.rename(log_of(aside))
        done = f"{would}set aside as {log_of(aside).name}; the warehouse is what it was before the crash"
        yield Repair(f"torn log: {said}", log, done)
        return
    if not dry_run:
        if log.exists():
            log.rename(log_of(aside))
        warehouse.rename(aside)
    done = f"{would}set aside as {aside.name}; the next build loads all raw files again"
    yield Repair(f"damaged warehouse: {said}", warehouse, done)


def _is_whole_without_log(warehouse: Path) -> bool:
    with tempfile.TemporaryDirectory(prefix=".doctor-", dir=warehouse.parent) as folder:
        alone = Path(folder) / warehouse.name
        try:
            os.link(warehouse, alone)
        except OSError:  # a file system without links
            shutil.copyfile(warehouse, alone)
        return _unreadable(alone) is None


def _mend_build_file(project: Project, *, dry_run: bool) -> Iterator[Repair]:
    """The file of an aborted build is kept for people to look into, if they can."""
    private = private_warehouse(project)
    if private.exists() and (said := _unreadable(private)):
        if not dry_run:
            remove_private_warehouse(project)
        yield Repair(f"torn build file: {said}", private, "would be removed" if dry_run else "removed")


def _clear_checkouts(project: Project, *, dry_run: bool) -> Iterator[Repair]:
    for folder in remove_left_copies(project, dry_run=dry_run):
        yield Repair(
            "copy of the warehouse left by a dead process", folder, "would be removed" if dry_run else "removed"
        )


def _verify_ledger(project: Project) -> Iterator[Repair]:
    try:
        verify_ledger(project)
    except LedgerError as error:
        yield Repair(str(error), project.ledger_dir, "left to people: what was reported is never mended", is_left=True)


def _unreadable(database: Path) -> str | None:
    with contextlib.suppress(OSError):
        if database.stat().st_size == 0:
            return "it is empty"
    try:
        read_every_block(database)
    except ReleaseError as error:
        return str(error)
    return None
