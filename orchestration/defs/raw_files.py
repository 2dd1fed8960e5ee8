"""Raw tables: a refresh begins here, with the metric tables compiled and the new raw files loaded."""

from collections.abc import Iterator

import dagster as dg

from lodestar.errors import LockedError
from lodestar.workflows.build import begin, load, step
from lodestar.workflows.compile import compile_metric_tables
from orchestration.hub import Hub

__all__ = ["raw_files"]

TRIES = 60
SECONDS_BETWEEN_TRIES = 60
"""A refresh waits up to an hour for another build of the hub, the schedule's for the sensor's or for one by hand."""


def raw_files(hub: Hub) -> dg.AssetsDefinition:
    """The raw tables that files fill, loaded in one step."""
    specs = [
        dg.AssetSpec(hub.asset_key(table.unique_id), group_name=table.schema, kinds={"file", "duckdb"})
        for table in hub.catalog.loaded_sources
    ]

    @dg.multi_asset(name="raw_files", specs=specs)
    def load_raw_files(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        try:
            begin(hub.project)
        except LockedError as error:
            context.log.warning(str(error))
            raise dg.RetryRequested(TRIES, SECONDS_BETWEEN_TRIES) from error
        with step(hub.project):
            compile_metric_tables(hub.project)
            intake = load(hub.project)
            for warning in intake.warnings:
                context.log.warning(warning)
            delivery = {"files in the delivery": intake.files, "rows in the delivery": intake.rows}
            for spec in specs:
                yield dg.MaterializeResult(asset_key=spec.key, metadata=delivery)

    return load_raw_files
