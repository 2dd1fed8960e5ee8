"""All that is checked in a build, in two stages: raw tables before anything is made of them, and all that was made.

The results say what is wrong; `build` decides what follows from them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.generate import generate
from lodestar.compiler.used_joins import used_joins
from lodestar.quality.metric_tables import check_calendar, check_joins, check_metric_values
from lodestar.quality.result import CheckResult
from lodestar.quality.suite import read_suites
from lodestar.settings import Project
from lodestar.workflows.certified import check_certification
from lodestar.workflows.guards import tables_with_suites
from lodestar.workflows.identities import check_identities

__all__ = ["check_made_tables", "check_raw_tables"]

Progress = Callable[[str, int, int], None]


def check_raw_tables(
    project: Project,
    catalog: Catalog,
    warehouse: Path,
    *,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> list[CheckResult]:
    """Checks what was loaded, before dbt sees it.

    Args:
        only: the tables to look at once more, after their delivery was taken back; by default all.

    Raises:
        ConfigurationError: a suite can't be run as it is written.
    """
    return _run_suites(project, catalog, warehouse, raw=True, only=only, progress=progress)


def check_made_tables(
    project: Project,
    catalog: Catalog,
    warehouse: Path,
    *,
    unbuilt: Collection[str] = (),
    stale: Collection[str] = (),
    progress: Progress | None = None,
) -> list[CheckResult]:
    """Checks marts, metric tables and metrics, as dbt built them.

    Args:
        unbuilt: tables that dbt did not build: there is nothing to check.
        stale: metrics that will not be published from this build anyway.

    Raises:
        ConfigurationError: a suite can't be run as it is written.
    """
    values = catalog.model_named("metric_values", place="check")
    relation = (values.schema, values.alias)
    active = [m for m in catalog.governed if m.contract and m.contract.status != "retired" and m.name not in stale]
    results = _run_suites(project, catalog, warehouse, raw=False, without=unbuilt, progress=progress)
    results += check_metric_values(warehouse, relation, active)
    results += check_calendar(warehouse, catalog, active)
    joins = used_joins(generate(catalog, week_start=project.week_start))
    joins = tuple(join for join in joins if catalog.models[join.model.model_unique_id].relation not in unbuilt)
    results += check_joins(warehouse, catalog, joins)
    results += check_certification(project, catalog)
    results += check_identities(project, warehouse, relation)
    return results


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

    suites = read_suites(project.expectations_dir)
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
