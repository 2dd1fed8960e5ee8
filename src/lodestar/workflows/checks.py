"""All that is checked in a build, in two stages: raw tables before anything is made of them, and all that was made.

The results say what is wrong; `build` decides what follows from them.
"""

from __future__ import annotations

from collections.abc import Callable
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
    project: Project, catalog: Catalog, warehouse: Path, *, progress: Progress | None = None
) -> list[CheckResult]:
    """Checks what was loaded, before dbt sees it.

    Raises:
        ConfigurationError: a suite can't be run as it is written.
    """
    return _run_suites(project, catalog, warehouse, raw=True, progress=progress)


def check_made_tables(
    project: Project, catalog: Catalog, warehouse: Path, *, progress: Progress | None = None
) -> list[CheckResult]:
    """Checks marts, metric tables and metrics, as dbt built them.

    Raises:
        ConfigurationError: a suite can't be run as it is written.
    """
    values = catalog.model_named("metric_values", place="check")
    relation = (values.schema, values.alias)
    active = [m for m in catalog.governed if m.contract and m.contract.status != "retired"]
    results = _run_suites(project, catalog, warehouse, raw=False, progress=progress)
    results += check_metric_values(warehouse, relation, active)
    results += check_calendar(warehouse, catalog, active)
    results += check_joins(warehouse, catalog, used_joins(generate(catalog, week_start=project.week_start)))
    results += check_certification(project, catalog)
    results += check_identities(project, warehouse, relation)
    return results


def _run_suites(
    project: Project, catalog: Catalog, warehouse: Path, *, raw: bool, progress: Progress | None
) -> list[CheckResult]:
    from lodestar.quality.expectations import run_suites

    suites = read_suites(project.expectations_dir)
    # before dbt has built, the catalog does not hold the generated tables: suites of those are looked up afterwards
    tables = [(table.schema, table.identifier) for table in catalog.sources]
    if not raw:
        tables = [table for table in tables_with_suites(catalog, suites) if table not in set(tables)]
    folder = project.data_docs_dir / "great_expectations" / ("raw" if raw else "made")
    return run_suites(suites, tables, warehouse, data_docs=folder, progress=progress)
