"""Raw tables: a refresh begins here, with the metric tables compiled, the new raw files loaded and checked."""

from collections.abc import Iterator

import dagster as dg

from lodestar.errors import LockedError, LodestarError
from lodestar.workflows.build import begin, load, step
from lodestar.workflows.compile import compile_metric_tables
from lodestar.workflows.tell import alerting
from orchestration.defs.checks import NAME, recorded, table_check
from orchestration.hub import Hub

__all__ = ["raw_files"]

TRIES = 60
SECONDS_BETWEEN_TRIES = 60
"""A refresh waits up to an hour for another build of the hub, the schedule's for the sensor's or for one by hand."""


def raw_files(hub: Hub) -> dg.AssetsDefinition:
    """The raw tables that files fill, loaded and checked in one step."""
    keys = {table.relation: hub.asset_key(table.unique_id) for table in hub.catalog.loaded_sources}
    specs = [
        dg.AssetSpec(keys[table.relation], group_name=table.schema, kinds={"file", "duckdb"})
        for table in hub.catalog.loaded_sources
    ]
    checks = [dg.AssetCheckSpec(NAME, asset=key) for key in keys.values()]

    @dg.multi_asset(name="raw_files", specs=specs, check_specs=checks)
    def load_raw_files(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        try:
            with alerting(hub.project):  # which keeps silent about a lock
                begin(hub.project)
        except LockedError as error:
            context.log.warning(str(error))
            raise dg.RetryRequested(TRIES, SECONDS_BETWEEN_TRIES) from error
        with alerting(hub.project), step(hub.project):
            compile_metric_tables(hub.project)
            failure = None
            try:
                intake = load(hub.project)
            except LodestarError as error:
                failure = error
            results = recorded(hub.project, context)
            if failure is None or results:
                yield from (table_check(key, relation, results) for relation, key in keys.items())
            if failure:
                raise failure
            for warning in intake.warnings:
                context.log.warning(warning)
            delivery = {"files in the delivery": intake.files, "rows in the delivery": intake.rows}
            for key in keys.values():
                yield dg.MaterializeResult(asset_key=key, metadata=delivery)

    return load_raw_files
