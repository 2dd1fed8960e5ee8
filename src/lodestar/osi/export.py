"""A whole project as one OSI document, and what the document can't say.

    exported = export(catalog, manifest["nodes"], format_of("0.1.1"))
    exported.document                     # valid in that version of the format
    exported.losses                       # what a reader without our extensions loses

Everything is sorted, and nothing tells the time: the same project gives the same document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import SemanticModel
from lodestar.osi.dataset_entry import DatasetEntries
from lodestar.osi.datasets import Column, Datasets
from lodestar.osi.extension import extensions, without_nothing
from lodestar.osi.formats import Format
from lodestar.osi.loss import Loss
from lodestar.osi.metric_entry import contract_of, definition_of, metric_entry
from lodestar.osi.metric_sql import MetricSql, NotSaid
from lodestar.osi.portable import say
from lodestar.osi.unsaid import unsaid_of_dataset, unsaid_of_metric, unsaid_of_model

__all__ = ["Exported", "export"]


@dataclass(frozen=True)
class Exported:
    """A document, how many metrics it holds and how many it could not, and what is lost."""

    document: dict[str, Any]
    metrics: int
    left_out: tuple[str, ...]
    losses: tuple[Loss, ...]


def export(catalog: Catalog, nodes: Mapping[str, Any], format_: Format) -> Exported:
    """The project that `catalog` was read from.

    Args:
        nodes: `nodes` of dbt's manifest: what it says of the marts' columns.
    """
    return _Export(catalog, nodes, format_).exported()


class _Export:
    def __init__(self, catalog: Catalog, nodes: Mapping[str, Any], format_: Format) -> None:
        self._catalog = catalog
        self._nodes = nodes
        self._format = format_
        self._root = "" if format_.is_flat else "semantic_model[0]."
        columns = {model.model_unique_id: self._columns(model) for model in catalog.semantic_models.values()}
        self._datasets = Datasets(catalog, columns)
        self._losses: list[Loss] = []

    def exported(self) -> Exported:
        metrics, left_out = self._metrics()  # first: they ask for fields
        datasets = self._dataset_entries()
        relationships = [
            {
                "name": relationship.name,
                "from": relationship.source,
                "to": relationship.target,
                "from_columns": [relationship.source_field],
                "to_columns": [relationship.target_field],
            }
            for relationship in self._datasets.relationships
        ]
        model = {
            "name": self._catalog.project_name,
            "ai_context": {"instructions": _instructions(left_out)},
            "datasets": datasets,
            "relationships": relationships,
            "metrics": metrics,
            "custom_extensions": self._model_extensions(left_out),
        }
        kept = f"{self._root}custom_extensions[{len(model['custom_extensions']) - 1}]"
        self._losses += [
            Loss(f"{self._root}metrics", reason.construct, name, f"The whole metric: {reason}.", kept)
            for name, reason in left_out.items()
        ]
        self._losses += unsaid_of_model(self._catalog, self._datasets, self._root, kept)
        version = {"version": self._format.version}
        document = {**version, **model} if self._format.is_flat else {**version, "semantic_model": [model]}
        return Exported(document, len(metrics), tuple(left_out), tuple(self._losses))

    def _metrics(self) -> tuple[list[dict[str, Any]], dict[str, NotSaid]]:
        """The metrics that have an expression, and why the others have none."""
        sql = MetricSql(self._catalog, self._datasets)
        entries: list[dict[str, Any]] = []
        left_out: dict[str, NotSaid] = {}
        for name in sorted(self._catalog.metrics):
            metric = self._catalog.metrics[name]
            try:
                expression = say(sql.expression(metric))
            except NotSaid as reason:
                left_out[name] = reason
                continue
            path = f"{self._root}metrics[{len(entries)}]"
            self._losses += unsaid_of_metric(metric, contract_of(metric), self._catalog, path)
            entries.append(metric_entry(metric, expression, self._catalog))
        return entries, left_out

    def _dataset_entries(self) -> list[dict[str, Any]]:
        entries = DatasetEntries(self._catalog, self._nodes, self._datasets, self._format)
        for number, model in enumerate(self._datasets.models):
            path = f"{self._root}datasets[{number}]"
            self._losses += unsaid_of_dataset(model, entries.meta(model).get("lodestar") or {}, self._datasets, path)
        return [entries.entry(model) for model in self._datasets.models]

    def _columns(self, model: SemanticModel) -> dict[str, Column]:
        declared = self._nodes.get(model.model_unique_id, {}).get("columns") or {}
        return {
            name.lower(): Column((said.get("data_type") or "").lower(), (said.get("description") or "").strip())
            for name, said in declared.items()
        }

    def _model_extensions(self, left_out: Mapping[str, NotSaid]) -> list[dict[str, str]]:
        """What belongs to no element of the document: metrics that it can't hold, saved queries, the calendar."""
        manifest = self._catalog.semantic_manifest
        spines = [
            {"model": self._catalog.model_of(spine["node_relation"]["relation_name"]).name, **without_nothing(spine)}
            for spine in (manifest.get("project_configuration") or {}).get("time_spines") or []
        ]
        project = {
            "adapter": self._catalog.adapter,
            "metrics": [definition_of(self._catalog.metrics[name], self._catalog) for name in left_out],
            "saved_queries": manifest.get("saved_queries") or [],
            "time_spines": [{key: value for key, value in s.items() if key != "node_relation"} for s in spines],
        }
        contracts = {name: contract_of(self._catalog.metrics[name]) for name in left_out}
        contracts = {name: contract for name, contract in contracts.items() if contract}
        return extensions({"metrics": contracts} if contracts else None, {"project": without_nothing(project)})


def _instructions(left_out: Mapping[str, NotSaid]) -> str:
    text = (
        "Status, owner, unit, grains and dimensions that people agreed on stand in each metric's custom extension "
        "of vendor COMMON, key lodestar. Use a metric for those grains and dimensions only."
    )
    missing = f" No SQL expression is {', '.join(left_out)}: take their values from the hub." if left_out else ""
    return text + missing
