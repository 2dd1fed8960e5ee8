"""Stages between a reported value and today's: which causes there can be, and what to compute for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lodestar.review.restatement import CORRECTED, DEFINITION, DELETED, LATE, MODEL
from lodestar.warehouse.raw_changes import RawChanges, Subset

__all__ = ["MARTS", "MODEL_AND_DEFINITION", "ROWS", "Stage", "stages", "without_model"]

ROWS = "rows"
"""Cause of rows that changed where those of then can't be told from later ones."""

MODEL_AND_DEFINITION = "model_and_definition"
"""Cause of both together, where the old definition can't be computed on the new marts."""

MARTS = "marts"
"""The value of a stage: the old definition on the marts as they are now."""

After = Subset | str | None


@dataclass(frozen=True)
class Stage:
    """A cause, and where the value after it comes from: a subset of the raw rows, `MARTS`, or today's value (None)."""

    cause: str
    after: After


def stages(changes: Iterable[RawChanges], *, model_moved: bool, definition_moved: bool) -> list[Stage]:
    """The stages of a metric, in order. Only causes that there are have one; the last one ends in today's value.

    Args:
        changes: of each raw table that the metric is made from.
    """
    causes = _of_rows(list(changes))
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


def _of_rows(tables: Sequence[RawChanges]) -> list[tuple[str, After]]:
    if any(not table.is_told_apart and table.overwritten for table in tables):
        return [(ROWS, Subset.everything)]
    told = [table for table in tables if table.is_told_apart]
    causes: list[tuple[str, After]] = []
    lost, overwritten = (any(getattr(table, kind) for table in told) for kind in ("deleted", "overwritten"))
    if lost or overwritten:
        # what was lost and what was written over show in the same value
        causes.append((ROWS if lost and overwritten else DELETED if lost else CORRECTED, Subset.kept))
    if any(table.late for table in told):
        causes.append((LATE, Subset.with_late))
    if any(table.corrected for table in told):
        causes.append((CORRECTED, Subset.with_corrected))
    if any(table.said_deleted for table in told):
        causes.append((DELETED, Subset.everything))
    return causes
