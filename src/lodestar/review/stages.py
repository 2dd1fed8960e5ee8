"""Stages between a reported value and today's: which causes there can be, and what to compute for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lodestar.review.restatement import CORRECTED, DEFINITION, DELETED, LATE, MODEL
from lodestar.warehouse.raw_changes import RawChanges, Subset

__all__ = ["MARTS", "MODEL_AND_DEFINITION", "ROWS", "Stage", "stages", "without_model"]

ROWS = "rows"
"""Cause of rows that changed in a table that doesn't say when they were loaded."""

MODEL_AND_DEFINITION = "model_and_definition"
"""Cause of both together, where the old definition can't be computed on the new marts."""

MARTS = "marts"
"""The value of a stage: the old definition on the marts as they are now."""


@dataclass(frozen=True)
class Stage:
    """A cause, and where the value after it comes from: a subset of the raw rows, `MARTS`, or today's value (None)."""

    cause: str
    after: Subset | str | None


def stages(changes: Iterable[RawChanges], *, model_moved: bool, definition_moved: bool) -> list[Stage]:
    """The stages of a metric, in order. Only causes that there are have one; the last one ends in today's value.

    Args:
        changes: of each raw table that the metric is made from.
    """
    found = list(changes)
    causes: list[tuple[str, Subset | str | None]] = []
    if any(table.deleted for table in found):
        causes.append((DELETED, Subset.kept))
    elif any(table.overwritten for table in found):
        causes.append((CORRECTED, Subset.kept))
    if any(table.late for table in found):
        causes.append((LATE, Subset.with_late))
    if any(table.corrected for table in found):
        causes.append((CORRECTED, Subset.with_corrected))
    if any(table.said_deleted for table in found):
        causes.append((DELETED, Subset.everything))
    if not all(table.is_dated for table in found):
        causes.append((ROWS, Subset.everything))
    if causes:
        # after the last change of rows stand all rows: with the old models, or with the marts where they are the same
        causes[-1] = (causes[-1][0], Subset.everything if model_moved else MARTS)
    if model_moved:
        causes.append((MODEL, MARTS))
    if definition_moved:
        causes.append((DEFINITION, None))
    return [Stage(*cause) for cause in causes[:-1]] + [Stage(cause, None) for cause, _ in causes[-1:]]


def without_model(way: Sequence[Stage]) -> list[Stage]:
    """The same where the old definition can't be computed on the new marts: both count as one cause."""
    kept = [stage for stage in way[:-1] if stage.cause != MODEL]
    return [*kept, Stage(MODEL_AND_DEFINITION, None)]
