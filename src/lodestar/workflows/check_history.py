"""The checks of a build as people ask for them later: of every release, every metric, and builds that were stopped.

In `publish`:

    facts |= logged_facts(project, catalog, journal, release_id)

and wherever a build was stopped:

    log_build(project, journal)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.lineage import raw_tables_by_metric
from lodestar.releases.check_log import check_history, log_checks
from lodestar.releases.journal import Journal
from lodestar.settings import Project
from lodestar.warehouse.publication import FactFiles, Facts

__all__ = ["METRIC_CHECKS", "log_build", "logged_facts", "metric_check_rows"]

METRIC_CHECKS = {
    "metric_name": "varchar",
    "table_name": "varchar",
    "rule": "varchar",
    "runner": "varchar",
    "severity": "varchar",
    "status": "varchar",
    "bad_rows": "bigint",
    "is_about_metric": "boolean",
}
"""One row per metric and check of its release: of the metric itself, or of a table that it is made from."""

WHOLE = ("project", "raw", "marts", "sources")
"""What a check names in place of a table when it is about many; it is of every metric, unless it names some."""


def log_build(project: Project, journal: Journal, *, release_id: str | None = None) -> None:
    """Writes the checks of the journal into the history of all builds."""
    checked_at = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    log_checks(project.hub_dir, journal.build_id, checked_at, journal.checks, release_id=release_id)


def logged_facts(project: Project, catalog: Catalog, journal: Journal, release_id: str) -> dict[str, Facts | FactFiles]:
    """The tables `check_history` and `metric_checks` of a release; the build is written into the history as that."""
    log_build(project, journal, release_id=release_id)
    return {
        "check_history": check_history(project.hub_dir),
        "metric_checks": Facts(METRIC_CHECKS, metric_check_rows(catalog, journal.checks)),
    }


def metric_check_rows(catalog: Catalog, checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every check of each governed metric: those that name it, and those of its tables that name no metric."""
    tables = {metric.name: _tables(catalog, metric.name) for metric in catalog.governed}
    return [
        {**check, "metric_name": name, "table_name": check["table"], "is_about_metric": name in named}
        for name, read in tables.items()
        for check in checks
        if name in (named := tuple(check.get("metrics") or ())) or (not named and _is_read(check, read))
    ]


def _is_read(check: Mapping[str, Any], read: set[str]) -> bool:
    table = str(check["table"])
    return table in WHOLE or table in read or table.rpartition(".")[2] in read


def _tables(catalog: Catalog, metric: str) -> set[str]:
    """Tables that a metric is made from and stands in; a model by its name too, since dbt's tests name it so."""
    found = set(raw_tables_by_metric(catalog).get(metric, ()))
    found |= {"metric_values", "metric_catalog"}
    wanted = [model.model_unique_id for model, _ in catalog.measured_by(catalog.metrics[metric])]
    seen: set[str] = set()
    while wanted:
        unique_id = wanted.pop()
        if unique_id in seen or unique_id not in catalog.models:
            continue
        seen.add(unique_id)
        model = catalog.models[unique_id]
        found |= {model.name, model.relation}
        wanted += model.parents
    return found
