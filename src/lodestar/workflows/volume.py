"""Compares what a build loaded and made with what the last good build left: see `quality.volume`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.errors import ReleaseError
from lodestar.quality.result import CheckResult
from lodestar.quality.volume import check_deliveries, check_files, check_metrics, check_tables
from lodestar.releases.release import current_release
from lodestar.settings import Project
from lodestar.warehouse.row_counts import FileCount, file_counts, metric_row_counts, row_counts
from lodestar.warehouse.state import peek_state
from lodestar.workflows.built_standing import read_built_standing
from lodestar.workflows.deletions import DELETED_ROWS
from lodestar.workflows.generated_tables import KEY as GENERATED
from lodestar.workflows.guards import guarded_tables
from lodestar.workflows.private_copy import BUILT_MEANINGS

__all__ = ["check_made_volume", "check_raw_volume", "new_files"]


def check_raw_volume(project: Project, catalog: Catalog, warehouse: Path) -> list[CheckResult]:
    """Raw tables against those of the warehouse, new files against earlier ones, and what went to quarantine.

    Rows that a request of deletion took are not missed.
    """
    raw = [(table.schema, table.identifier) for table in catalog.sources]
    falls = {table.relation: table.most_fall for table in catalog.sources if table.most_fall is not None}
    loaded = {table.relation for table in catalog.loaded_sources}
    before, new = new_files(project, catalog, warehouse)
    deleted = _read(warehouse, DELETED_ROWS)
    rows = {name: count - int(str(deleted.get(name, 0))) for name, count in _raw_rows(project, raw, loaded).items()}
    return [
        *check_tables(rows, row_counts(warehouse, raw), most_fall=falls),
        *check_files(before, new, most_fall=falls),
        *check_deliveries(new, {table.relation: table.quarantine_limit for table in catalog.sources}),
    ]


def check_made_volume(project: Project, catalog: Catalog, warehouse: Path) -> list[CheckResult]:
    """Marts and published tables against those of the warehouse.

    A fall only warns where a definition has changed, or where rows below were deleted on request.
    """
    raw = {(table.schema, table.identifier) for table in catalog.sources}
    values = catalog.model_named("metric_values", place="check")
    metrics = (values.schema, values.alias)
    redefined = _redefined(project, catalog, warehouse)
    # a fault of one metric is not one of all that stand in the same table
    unions = {metrics, (values.schema, "metric_catalog")}
    made = [table for table in guarded_tables(catalog) if table not in raw and table not in unions]
    falls = {model.relation: model.most_fall for model in catalog.models.values() if model.most_fall is not None}
    return [
        *check_tables(
            row_counts(project.warehouse, made),
            row_counts(warehouse, made),
            most_fall=falls,
            redefined=redefined,
        ),
        *check_metrics(
            values.relation,
            metric_row_counts(project.warehouse, metrics),
            metric_row_counts(warehouse, metrics),
            redefined=values.relation in redefined,
        ),
    ]


def new_files(project: Project, catalog: Catalog, warehouse: Path) -> tuple[list[FileCount], list[FileCount]]:
    """Files that earlier builds had loaded, and those of this one. Files of mended records are no deliveries."""
    schemas = [table.schema for table in catalog.loaded_sources]
    mended = {
        f"{folder.name}/{path.name}" for folder in [project.hub_dir / "replays"] for path in folder.glob("*.jsonl")
    }
    before = [file for file in file_counts(project.warehouse, schemas) if file.path not in mended]
    known = {(file.relation, file.content) for file in before}
    now = [file for file in file_counts(warehouse, schemas) if file.path not in mended]
    return before, [file for file in now if (file.relation, file.content) not in known]


def _raw_rows(project: Project, tables: Sequence[tuple[str, str]], loaded: Collection[str]) -> dict[str, int]:
    """Rows of raw tables when the release was made: another loader may have written into the warehouse since.

    Args:
        loaded: tables that Lodestar fills.
    """
    rows = row_counts(project.warehouse, tables)
    with contextlib.suppress(ReleaseError):  # nothing is published yet
        release = current_release(project.hub_dir)
        published = {name: int(state["rows"]) for name, state in (release.facts.get("raw") or {}).items()}
        if not release.facts.get("warehouse_moved_on", True):  # its files were thrown away, and are read again now
            published = {name: count for name, count in published.items() if name not in loaded}
        rows |= published
    return rows


def _redefined(project: Project, catalog: Catalog, warehouse: Path) -> set[str]:
    """Tables that are made in another way, or of deleted rows, than in the last good build: by what they read, too."""
    changed = _differing(_read(project.warehouse, BUILT_MEANINGS), read_built_standing(project.build_dir).meanings)
    generated = _differing(_read(project.warehouse, GENERATED), _read(warehouse, GENERATED))
    changed |= {unique_id for unique_id, model in catalog.models.items() if model.name in generated}
    deleted = _read(warehouse, DELETED_ROWS)
    changed |= {table.unique_id for table in catalog.sources if table.relation in deleted}
    while more := {
        unique_id
        for unique_id, model in catalog.models.items()
        if unique_id not in changed and set(model.parents) & changed
    }:
        changed |= more
    return {catalog.models[unique_id].relation for unique_id in changed if unique_id in catalog.models}


def _differing(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    return {key for key in {*before, *now} if before.get(key) != now.get(key)}


def _read(warehouse: Path, key: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(peek_state(warehouse, key) or "{}")
    return found
