"""dbt in a build: models, metric tables and dbt's own tests, in the private file.

dbt skips what depends on something that failed and builds the rest. So does a build go on.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime

from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.compiler.metric_values import COLUMNS
from lodestar.dbt import invocation
from lodestar.dbt.transformation import transformation_digest
from lodestar.errors import BuildError
from lodestar.quality.dbt_results import checks_from_dbt, unbuilt_tables, untested_tables
from lodestar.quality.dependencies import OWN_TABLES
from lodestar.quality.result import blocking
from lodestar.releases.journal import read_journal
from lodestar.settings import Project
from lodestar.warehouse.metric_union import unite_values
from lodestar.warehouse.state import read_state
from lodestar.workflows.circuit import note
from lodestar.workflows.private_copy import DIGEST, MANIFESTS, private_warehouse

__all__ = ["needs_full_refresh", "record_dbt_results", "run_dbt"]


def run_dbt(
    project: Project, *, full_refresh: bool = False, progress: Callable[[str, int, int], None] | None = None
) -> tuple[invocation.NodeResult, ...]:
    """Runs `dbt build` in the private file and notes its results.

    Raises:
        BuildError: dbt itself failed.
        CheckError: what failed leaves no metric that could be published.
    """
    refresh = full_refresh or needs_full_refresh(project)
    results = invocation.build(project, private_warehouse(project), full_refresh=refresh, progress=progress)
    _record(project, results)
    return results


def record_dbt_results(project: Project) -> None:
    """Notes the results of a `dbt build` that ran in another process, as `run_dbt` does.

    Raises:
        BuildError: dbt itself failed.
        CheckError: what failed leaves no metric that could be published.
    """
    begun = datetime.fromisoformat(read_journal(project.build_dir).started_at)
    _record(project, invocation.read_results(project.target_dir, since=begun))


def needs_full_refresh(project: Project) -> bool:
    """Whether SQL, seeds or variables have changed since the incremental models were built."""
    before = read_state(private_warehouse(project), DIGEST)
    return before is not None and before != transformation_digest(project)


def _record(project: Project, results: Sequence[invocation.NodeResult]) -> None:
    _keep_manifests(project)
    catalog = read_catalog(project.build_dir)
    checks, untested, unbuilt = checks_from_dbt(results), untested_tables(results), unbuilt_tables(results)
    is_whole = not (blocking(checks) or untested or unbuilt)
    note(
        project,
        catalog,
        checks,
        bad_tables=untested,
        unbuilt=[name for name in unbuilt if name not in OWN_TABLES],
        moves_on=is_whole,
    )
    if OWN_TABLES[0] in unbuilt:
        _unite(project, catalog, results)


def _unite(project: Project, catalog: Catalog, results: Sequence[invocation.NodeResult]) -> None:
    """Makes `metric_values` of the metric tables that were built: dbt skips it when one was not."""
    values = catalog.model_named(OWN_TABLES[0], place="build")
    built = {result.unique_id for result in results if result.status == "success"}
    tables = [catalog.models[parent] for parent in values.parents if parent in built]
    if tables:
        unite_values(
            private_warehouse(project),
            (values.schema, values.alias),
            [(table.schema, table.alias) for table in tables],
            list(COLUMNS),
        )


def _keep_manifests(project: Project) -> None:
    if transformation_digest(project) != read_journal(project.build_dir).transformation:
        raise BuildError("Files of the project changed while it was being built: what was built is not what they say.")
    for name in MANIFESTS:
        shutil.copyfile(project.target_dir / name, project.build_dir / name)
