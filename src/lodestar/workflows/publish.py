"""Writes a checked build as a release and moves the pointer."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lodestar import __version__
from lodestar.catalog.catalog import Catalog
from lodestar.catalog.lineage import raw_columns_by_metric, raw_tables_by_metric
from lodestar.errors import ReleaseError, UsageError
from lodestar.git import git
from lodestar.releases.journal import Journal
from lodestar.releases.reader import lineage_of
from lodestar.releases.release import Release, point_to, seal, staging_folder
from lodestar.settings import Project
from lodestar.warehouse.publication import STORAGE_VERSION, FactFiles, Facts, Kept, table_columns, write_release_tables
from lodestar.warehouse.raw_state import raw_state
from lodestar.workflows.built_standing import DEFINITIONS, BuiltStanding, read_built_standing
from lodestar.workflows.check_history import logged_facts
from lodestar.workflows.circuit import Withheld, faults_of
from lodestar.workflows.personal import require_nobody_shown

__all__ = ["publish_release"]

LINEAGE = {"metric_name": "varchar", "raw_table": "varchar", "raw_column": "varchar"}
CHECKS = {
    "release_id": "varchar",
    "runner": "varchar",
    "table_name": "varchar",
    "rule": "varchar",
    "severity": "varchar",
    "status": "varchar",
    "bad_rows": "bigint",
}


def publish_release(
    project: Project, catalog: Catalog, journal: Journal, warehouse: Path, kept: Withheld | None = None
) -> Release:
    """The release of a checked build: tables, Parquet, `release.json`, then `hub/current`.

    Args:
        kept: what is taken from the release before instead of the build.

    Raises:
        ReleaseError: the disk refuses; nothing was published.
        CheckError: the files show personal data; nothing was published.
    """
    published_at = datetime.now(UTC)
    release_id = f"{published_at:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}"
    commit = _git_commit(project.root)
    absent = set(kept.left_out) if kept else set()
    tables = [
        (model.schema, model.alias)
        for model in catalog.models.values()
        if model.is_published and model.alias not in absent
    ]
    missing = {"metric_values", "metric_catalog"} - {name for _, name in tables}
    if missing:
        raise ReleaseError(f"The build has no {' and no '.join(sorted(missing))}: nothing is published. Build again.")
    standing = read_built_standing(project.build_dir)
    facts: dict[str, Facts | FactFiles] = {
        **logged_facts(project, catalog, journal, release_id),
        "metric_lineage": Facts(LINEAGE, _lineage_rows(catalog, warehouse, kept)),
        "check_results": Facts(CHECKS, _check_rows(journal, release_id)),
        "release": Facts(
            {"release_id": "varchar", "published_at": "timestamp", "git_commit": "varchar"},
            [{"release_id": release_id, "published_at": published_at.replace(tzinfo=None), "git_commit": commit}],
        ),
    }
    staging = staging_folder(project.releases_dir, release_id)
    counts = write_release_tables(
        warehouse,
        staging / f"metrics-{release_id}.duckdb",
        staging / "parquet",
        sorted(tables),
        facts,
        Kept(kept.before.database, kept.metrics, absent, set(kept.tables)) if kept else None,
    )
    require_nobody_shown(staging, warehouse, catalog)
    definitions = (project.build_dir / DEFINITIONS).read_bytes()
    if definitions:
        (staging / "definitions.json.gz").write_bytes(definitions)
    raw = raw_state(warehouse, [(table.schema, table.identifier) for table in catalog.sources])
    document: dict[str, Any] = {
        "release_id": release_id,
        "build_id": journal.build_id,
        "published_at": published_at.isoformat(timespec="seconds"),
        "project": catalog.project_name,
        "git_commit": commit,
        "business_timezone": project.business_timezone,
        "week_start": project.week_start,
        "storage_version": STORAGE_VERSION,
        "inputs": journal.inputs,
        "versions": {"lodestar": __version__, "dbt-core": version("dbt-core"), "duckdb": version("duckdb")},
        **_of_metrics(catalog, standing, kept),
        **_partial(kept, journal, {model.alias for model in catalog.models.values() if model.is_published}),
        "warehouse_moved_on": journal.moves_on,
        "raw": {relation: asdict(state) for relation, state in raw.items()},
        "data_cut_off": max((state.loaded_through for state in raw.values() if state.loaded_through), default=""),
        "row_counts": counts,
        "intake": journal.intake,
        "checks": _without_examples(journal),
    }
    release = seal(staging, project.releases_dir, release_id, document)
    point_to(project.hub_dir, release)
    return release


def _of_metrics(catalog: Catalog, standing: BuiltStanding, kept: Withheld | None) -> dict[str, dict[str, Any]]:
    """What is said of each metric: of one that keeps earlier values, what was said of those."""
    contracts = {metric.name: metric.contract for metric in catalog.governed if metric.contract}
    said: dict[str, dict[str, Any]] = {
        "fingerprints": {name: facts.fingerprint for name, facts in standing.metrics.items()},
        "upstream_fingerprints": {name: facts.upstream_fingerprint for name, facts in standing.metrics.items()},
        "certifications": {name: facts.certification_note for name, facts in standing.metrics.items()},
        "metric_versions": {name: contract.version for name, contract in contracts.items()},
        "closing_lag_days": {name: contract.closing_lag_days for name, contract in contracts.items()},
        "maturity_days": {name: contract.maturity_days for name, contract in contracts.items()},
    }
    if kept:
        withheld = {*kept.metrics, *kept.left_out}
        for kind, by_metric in said.items():
            then = kept.before.facts.get(kind, {})
            own = {name: value for name, value in by_metric.items() if name not in withheld}
            said[kind] = own | {name: then[name] for name in kept.metrics if name in then}
    return said


def _partial(kept: Withheld | None, journal: Journal, tables: Collection[str]) -> dict[str, Any]:
    if kept is None:
        faults = faults_of(journal)
        return {"whole": not faults, "stale": {}, "stale_tables": {}, "left_out": {}, "faults": faults}
    return {
        "whole": False,
        "stale": {name: asdict(metric) for name, metric in kept.metrics.items()},
        "stale_tables": {name: asdict(table) for name, table in kept.tables.items()},
        "left_out": {name: {"reason": reason, "is_table": name in tables} for name, reason in kept.left_out.items()},
    }


def _lineage_rows(catalog: Catalog, warehouse: Path, kept: Withheld | None) -> list[dict[str, Any]]:
    by_metric = raw_columns_by_metric(catalog, table_columns(warehouse))
    rows: list[dict[str, Any]] = []
    for name in kept.metrics if kept else ():
        then = lineage_of(kept.before, name) if kept else []
        rows += [{"metric_name": name, "raw_table": table, "raw_column": column} for table, column in then]
    withheld = {*kept.metrics, *kept.left_out} if kept else set()
    for name, tables in raw_tables_by_metric(catalog).items():
        if name in withheld:
            continue
        rows += [{"metric_name": name, "raw_table": table, "raw_column": column} for table, column in by_metric[name]]
        followed = {table for table, _ in by_metric[name]}
        rows += [{"metric_name": name, "raw_table": table} for table in tables if table not in followed]
    return rows


def _check_rows(journal: Journal, release_id: str) -> list[dict[str, Any]]:
    return [{**check, "release_id": release_id, "table_name": check["table"]} for check in _without_examples(journal)]


def _without_examples(journal: Journal) -> list[dict[str, Any]]:
    """The checks without their detail, which may quote raw values: a release holds no personal data."""
    return [{key: value for key, value in check.items() if key != "detail"} for check in journal.checks]


def _git_commit(root: Path) -> str | None:
    """The commit that the project stands at, with `+changes` when files differ from it; None outside git."""

    try:
        commit = git(root, "rev-parse", "HEAD", seconds=10).decode().strip()
        return commit + ("+changes" if git(root, "status", "--porcelain", "--", ".", seconds=10) else "")
    except UsageError:
        return None
