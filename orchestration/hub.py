"""A hub as Dagster sees it: the project's folders, its catalog, and an asset key for each of its tables."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.settings import Project
from lodestar.workflows.prepare import prepare

__all__ = ["Hub", "TablesByRoom", "open_hub"]


class TablesByRoom(DagsterDbtTranslator):
    """Groups tables by their schema: raw, staging, intermediate, marts, metrics, hub."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The schema that dbt writes the table to."""
        return str(dbt_resource_props["schema"])

    def get_asset_check_spec(self, *args: Any, **kwargs: Any) -> dg.AssetCheckSpec | None:
        """A test of dbt, never blocking: what it fails makes metrics stale, and the release goes on without them."""
        spec = super().get_asset_check_spec(*args, **kwargs)
        return spec._replace(blocking=False) if spec else None


@dataclass(frozen=True)
class Hub:
    """A project whose manifests name all its models. `manifest` is dbt's, as it stands in the file."""

    project: Project
    catalog: Catalog
    manifest: Mapping[str, Any]

    @property
    def closing_lag_days(self) -> int:
        """The longest closing lag of all metrics."""
        return max((metric.contract.closing_lag_days for metric in self.catalog.governed if metric.contract), default=0)

    def asset_key(self, unique_id: str) -> dg.AssetKey:
        """The key of a model or source, by dbt's id."""
        node = self.manifest["sources"].get(unique_id) or self.manifest["nodes"][unique_id]
        return TablesByRoom().get_asset_key(node)

    def asset_keys(self) -> dict[str, dg.AssetKey]:
        """Key of every table by its relation, `schema.table`."""
        tables = {table.relation: table.unique_id for table in self.catalog.sources}
        tables |= {model.relation: unique_id for unique_id, model in self.catalog.models.items()}
        return {relation: self.asset_key(unique_id) for relation, unique_id in tables.items()}


def open_hub(project: Project) -> Hub:
    """The project's hub. On a fresh clone this compiles the metric tables once: about ten seconds.

    Raises:
        LodestarError: the project can't be compiled.
    """
    folder = prepare(project)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Hub(project, read_catalog(folder), manifest)
