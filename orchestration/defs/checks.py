"""Great Expectations as asset checks: one check a table, which answers for its whole suite.

A failed one keeps `release` from running: the step fails, and the release waits for the checks of what it publishes.
Those on raw tables are not called blocking, as dbt would have to wait for a step that waits for dbt.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from lodestar.errors import CheckError
from lodestar.quality.result import CheckResult
from lodestar.quality.suite import read_suites
from lodestar.releases.journal import read_journal
from lodestar.workflows.build import check, step
from lodestar.workflows.guards import tables_with_suites
from orchestration.hub import Hub

__all__ = ["expectations"]

NAME = "expectations"
SHOWN = 20
"""Findings that Dagster's page shows of a table; the data docs hold all."""


def expectations(hub: Hub) -> dg.AssetChecksDefinition:
    """All suites in one step, as `lodestar build` runs them."""
    keys = hub.asset_keys()
    raw = {table.relation for table in hub.catalog.sources}
    suites = read_suites(hub.project.expectations_dir)
    tables = [f"{schema}.{name}" for schema, name in tables_with_suites(hub.catalog, suites)]
    specs = [dg.AssetCheckSpec(NAME, asset=keys[relation], blocking=relation not in raw) for relation in tables]

    # all suites run, whatever is chosen; but Dagster would refuse a choice of tables with two pages of keys otherwise
    @dg.multi_asset_check(name="expectations", specs=specs, can_subset=True)
    def check_tables(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        with step(hub.project):
            failure = None
            try:
                check(hub.project)
            except CheckError as error:
                failure = error
            results = [CheckResult(**result) for result in read_journal(hub.project.build_dir).checks]
            for result in results:
                if result.status != "passed":
                    context.log.warning(result.sentence())
            for relation in tables:
                if dg.AssetCheckKey(keys[relation], NAME) in context.selected_asset_check_keys:
                    yield _asset_check(keys[relation], [result for result in results if result.table == relation])
            if failure:
                raise failure

    return check_tables


def _asset_check(key: dg.AssetKey, results: Sequence[CheckResult]) -> dg.AssetCheckResult:
    findings = [result for result in results if result.status != "passed"]
    blocks = any(result.severity == "block" for result in findings)
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=NAME,
        passed=not findings,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        description="\n".join(finding.sentence() for finding in findings[:SHOWN]) or None,
        metadata={"rules": len(results), "rules not met": len(findings)},
    )
