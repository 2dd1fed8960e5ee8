"""`lodestar releases extract`: a reader's own view of the current release, for BI tools."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lodestar.errors import UsageError
from lodestar.governance import access
from lodestar.releases.release import current_release
from lodestar.settings import Project
from lodestar.warehouse.extract import write_extract
from lodestar.workflows.access import view_of

__all__ = ["Extract", "extract_release"]


@dataclass(frozen=True)
class Extract:
    """What was written: rows per table, and what the reader may not read."""

    release_id: str
    counts: Mapping[str, int]
    hidden_metrics: tuple[str, ...]


def extract_release(project: Project, reader: str, output: Path) -> Extract:
    """Writes it in one step; a file that is there is replaced, and those who have it open keep what they had.

    Raises:
        UsageError: the project limits nobody, or the disk refuses.
        CheckError: nobody of that name is listed.
    """
    view = view_of(project, reader, "releases extract")
    if view is None:
        raise UsageError(f"Without {access.PATH} everybody reads everything: open the release itself.")
    release = current_release(project.hub_dir)
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        rows = [(rule.metric, rule.dimension or "", rule.member) for rule in view.hidden_rows]
        counts = write_extract(release.database, beside, view.hidden_metrics, rows)
        beside.replace(output)
    except OSError as error:
        raise UsageError(f"{output} can't be written: {error.strerror}. Name another file.") from error
    finally:
        beside.unlink(missing_ok=True)
    return Extract(release.release_id, counts, tuple(sorted(view.hidden_metrics)))
