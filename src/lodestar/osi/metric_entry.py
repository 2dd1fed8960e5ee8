"""One metric of the document: its expression, its words, and its whole definition as an extension.

entry = metric_entry(metric, "SUM(orders.amount)", catalog)
entry["ai_context"]["synonyms"]       # labels, the Chinese one too
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric
from lodestar.osi.extension import digest, extensions, without_nothing
from lodestar.osi.formats import PORTABLE_DIALECTS
from lodestar.osi.metric_sql import aggregation_of

__all__ = ["contract_of", "definition_of", "expression", "meta_of", "metric_entry", "said_of_metric"]


def metric_entry(metric: Metric, sql: str, catalog: Catalog) -> dict[str, Any]:
    """The metric as OSI has it.

    Args:
        sql: its expression in standard SQL.
    """
    entry: dict[str, Any] = {"name": metric.name, "expression": expression(sql)}
    if metric.description:
        entry["description"] = metric.description
    contract = contract_of(metric)
    synonyms = [text for text in (metric.label, contract.get("label_zh")) if text and text != metric.name]
    if synonyms:
        entry["ai_context"] = {"synonyms": synonyms}
    kept = {"metric": definition_of(metric, catalog), "says": digest(said_of_metric(entry))}
    return {**entry, "custom_extensions": extensions(contract, kept)}


def said_of_metric(entry: Mapping[str, Any]) -> Any:
    """What an OSI metric says of a definition: another digest of it means that somebody changed it."""
    return entry["expression"]


def definition_of(metric: Metric, catalog: Catalog) -> dict[str, Any]:
    """dbt's definition without the contract, which stands for itself."""
    definition: dict[str, Any] = without_nothing(metric.definition)
    meta = {key: value for key, value in meta_of(metric.definition).items() if key != "lodestar"}
    definition = {**definition, "config": {"meta": meta} if meta else None}
    if metric.type == "simple":
        model, declared = aggregation_of(metric, catalog)
        aggregation = {**without_nothing(declared), "semantic_model": model.name}
        parameters = {**definition["type_params"], "metric_aggregation_params": aggregation}
        parameters |= {"expr": aggregation.pop("expr", None) or metric.name}
        definition["type_params"] = parameters
    return {key: value for key, value in definition.items() if value is not None}


def contract_of(metric: Metric) -> Mapping[str, Any]:
    """The governance contract as it is written; empty where the metric has none."""
    contract: Mapping[str, Any] = meta_of(metric.definition).get("lodestar") or {}
    return contract


def meta_of(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    """What people keep under `config.meta` of something in dbt's manifest."""
    return (holder.get("config") or {}).get("meta") or {}


def expression(sql: str) -> dict[str, Any]:
    """An OSI expression in standard SQL."""
    return {"dialects": [{"dialect": PORTABLE_DIALECTS[0], "expression": sql}]}
