"""All that is checked in a build, in two stages: raw tables before anything is made of them, and all that was made.

The results say what is wrong; `build` decides what follows from them. A check that raises is a check that failed, and
hides no other one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.lineage import raw_tables_by_metric
from lodestar.compiler.generate import generate
from lodestar.compiler.joins import Join
from lodestar.compiler.used_joins import used_joins
from lodestar.quality.attempt import attempt
from lodestar.quality.declared_types import check_declared_types
from lodestar.quality.drift import check_drift
from lodestar.quality.freshness import check_freshness
from lodestar.quality.metric_rules import check_metric_rules, metric_rules
from lodestar.quality.metric_series import check_continuity, check_outliers, check_reconciliation
from lodestar.quality.metric_tables import check_calendar, check_joins, check_metric_values
from lodestar.quality.result import CheckResult
from lodestar.settings import Project
from lodestar.workflows.certified import check_certification
from lodestar.workflows.guards import suites_of, tables_with_suites
from lodestar.workflows.identities import check_identities
from lodestar.workflows.volume import check_made_volume, check_raw_volume
from lodestar.workflows.waived_checks import waive

__all__ = ["check_made_tables", "check_raw_tables"]

Progress = Callable[[str, int, int], None]


def check_raw_tables(
    project: Project,
    catalog: Catalog,
    warehouse: Path,
    *,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> list[CheckResult]:
    """Checks what was loaded, before dbt sees it: suites, volume, freshness.

    Args:
        only: the tables to look at once more, after their delivery was taken back; by default all.
        now: the moment by which data are old and waivers expire, with a zone; the clock's, unless given.

    Raises:
        ConfigurationError: a suite can't be run as it is written.
    """
    moment = now or datetime.now(UTC)
    results = _run_suites(project, catalog, warehouse, raw=True, only=only, progress=progress)
    results += attempt("raw", "volume against history", lambda: check_raw_volume(project, catalog, warehouse))
    results += attempt("raw", "freshness of sources", lambda: _freshness(catalog, warehouse, moment))
    if only is not None:
        results = [result for result in results if result.table in only]
    return waive(project, results, now=moment)


def check_made_tables(
    project: Project,
    catalog: Catalog,
    warehouse: Path,
    *,
    unbuilt: Collection[str] = (),
    stale: Collection[str] = (),
    progress: Progress | None = None,
    now: datetime | None = None,
) -> list[CheckResult]:
    """Checks marts, metric tables and metrics, as dbt built them.

    Args:
        unbuilt: tables that dbt did not build: there is nothing to check.
        stale: metrics that will not be published from this build anyway.
        now: the moment by which waivers expire, with a zone; the clock's, unless given.

    Raises:
        ConfigurationError: a suite can't be run as it is written.
    """
    values = catalog.model_named("metric_values", place="check")
    relation, table = (values.schema, values.alias), values.relation
    active = [m for m in catalog.governed if m.contract and m.contract.status != "retired" and m.name not in stale]
    results = _run_suites(project, catalog, warehouse, raw=False, without=unbuilt, progress=progress)
    for about, rule, check in (
        ("marts", "types of contracts", lambda: check_declared_types(warehouse, catalog)),
        ("marts", "volume against history", lambda: check_made_volume(project, catalog, warehouse)),
        ("marts", "shares of members", lambda: check_drift(warehouse, catalog)),
        (table, "values of metrics", lambda: check_metric_values(warehouse, relation, active)),
        (table, "contracts of metrics", lambda: check_metric_rules(warehouse, relation, metric_rules(catalog))),
        (table, "periods of metrics", lambda: check_continuity(warehouse, relation, active)),
        (table, "sums of metrics", lambda: check_reconciliation(warehouse, relation, catalog, active)),
        (table, "outliers of metrics", lambda: check_outliers(warehouse, relation, active)),
        (table, "the calendar", lambda: check_calendar(warehouse, catalog, active)),
        ("marts", "joins of metrics", lambda: check_joins(warehouse, catalog, _joins(project, catalog, unbuilt))),
        (table, "certification", lambda: check_certification(project, catalog)),
        (table, "identities of trees", lambda: check_identities(project, warehouse, relation)),
    ):
        results += attempt(about, rule, check)
    results = [result for result in results if result.table not in unbuilt and not (set(result.metrics) & set(stale))]
    return waive(project, results, now=now or datetime.now(UTC))


def _freshness(catalog: Catalog, warehouse: Path, now: datetime) -> list[CheckResult]:
    readers: dict[str, list[str]] = {}
    for metric, tables in raw_tables_by_metric(catalog).items():
        for table in tables:
            readers.setdefault(table, []).append(metric)
    return check_freshness(warehouse, catalog.sources, now, metrics=readers)


def _joins(project: Project, catalog: Catalog, unbuilt: Collection[str]) -> list[Join]:
    joins = used_joins(generate(catalog, week_start=project.week_start))
    return [join for join in joins if catalog.models[join.model.model_unique_id].relation not in unbuilt]


def _run_suites(
    project: Project,
    catalog: Catalog,
    warehouse: Path,
    *,
    raw: bool,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
    progress: Progress | None,
) -> list[CheckResult]:
    from lodestar.quality.expectations import run_suites

    suites = suites_of(project, catalog)
    # before dbt has built, the catalog does not hold the generated tables: suites of those are looked up afterwards
    tables = [(table.schema, table.identifier) for table in catalog.sources]
    if not raw:
        tables = [table for table in tables_with_suites(catalog, suites) if table not in set(tables)]
    tables = [table for table in tables if ".".join(table) not in without]
    if only is not None:  # the pages show what was wrong, not what is left of it
        tables = [table for table in tables if ".".join(table) in only]
        return run_suites(suites, tables, warehouse, progress=progress)
    folder = project.data_docs_dir / "great_expectations" / ("raw" if raw else "made")
    return run_suites(suites, tables, warehouse, data_docs=folder, progress=progress)
