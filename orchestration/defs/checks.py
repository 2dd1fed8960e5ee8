"""Great Expectations as asset checks: one check a table, which answers for its whole suite.

Raw tables are checked by the step that loads them, all others here. What fails makes metrics stale, and the release is
published without them; only when nothing is left does the step fail, and the release waits for it. A table that dbt did
not build lets Dagster skip this step: then the release checks what there is.
"""

from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from lodestar.errors import CheckError
from lodestar.quality.dependencies import OWN_TABLES
from lodestar.quality.result import CheckResult
from lodestar.releases.journal import read_journal
from lodestar.settings import Project
from lodestar.workflows.build import check, step
from lodestar.workflows.guards import suites_of, tables_with_suites
from lodestar.workflows.tell import alerting
from orchestration.hub import Hub

__all__ = ["NAME", "expectations", "recorded", "table_check"]

NAME = "expectations"
SHOWN = 20
"""Findings that Dagster's page shows of a table; the data docs hold all."""


def expectations(hub: Hub) -> dg.AssetChecksDefinition:
    """All suites but those of raw tables that files fill, in one step, as `lodestar build` runs them."""
    keys = hub.asset_keys()
    loaded = {table.relation for table in hub.catalog.loaded_sources}
    suites = suites_of(hub.project, hub.catalog)
    tables = [f"{schema}.{name}" for schema, name in tables_with_suites(hub.catalog, suites)]
    tables = [relation for relation in tables if relation not in loaded]
    awaited = {f"{model.schema}.{model.alias}" for model in hub.catalog.models.values() if model.name in OWN_TABLES}
    specs = [dg.AssetCheckSpec(NAME, asset=keys[relation], blocking=relation in awaited) for relation in tables]

    # all suites run, whatever is chosen; but Dagster would refuse a choice of tables with two pages of keys otherwise
    @dg.multi_asset_check(name="expectations", specs=specs, can_subset=True)
    def check_tables(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        with alerting(hub.project), step(hub.project):
            failure = None
            try:
                check(hub.project)
            except CheckError as error:
                failure = error
            results = recorded(hub.project, context)
            for relation in tables:
                if dg.AssetCheckKey(keys[relation], NAME) in context.selected_asset_check_keys:
                    # an error on a table that the release waits for would keep it from what is good
                    stops = relation not in awaited or failure is not None
                    yield table_check(keys[relation], relation, results, stops=stops)
            if failure:
                raise failure

    return check_tables


def recorded(
    project: Project, context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext
) -> Sequence[CheckResult]:
    """The results of the running build so far; those that did not pass go into the log."""
    results = [CheckResult(**result) for result in read_journal(project.build_dir).checks]
    for result in results:
        if result.status != "passed":
            context.log.warning(result.sentence())
    return results


def table_check(
    key: dg.AssetKey, relation: str, results: Iterable[CheckResult], *, stops: bool = True
) -> dg.AssetCheckResult:
    """What the results say of one table. Without `stops`, what blocks is shown as a warning."""
    own = [result for result in results if result.table == relation]
    findings = [result for result in own if result.status != "passed"]
    blocks = stops and any(result.severity == "block" for result in findings)
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=NAME,
        passed=not findings,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        description="\n".join(finding.sentence() for finding in findings[:SHOWN]) or None,
        metadata={"rules": len(own), "rules not met": len(findings)},
    )
