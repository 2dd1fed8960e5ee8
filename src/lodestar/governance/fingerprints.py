"""Fingerprint of a metric: a hash of its meaning, so that a change can't stay unseen.

Meaning is what a definition says that can move a number: type, aggregation, expression, filters and the dimensions they
name, windows, inputs, time dimension, and the mart. Words, labels, owners and the order of keys are not in it; the SQL
of the marts is not in it yet.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric, input_names

__all__ = ["fingerprint", "fingerprints"]

WORDS = frozenset({"label", "description", "metadata", "config", "name", "is_private"})
"""Keys of a definition that can't move a number."""


def fingerprints(catalog: Catalog) -> dict[str, str]:
    """Metric name -> fingerprint, for every governed metric."""
    return {metric.name: fingerprint(metric, catalog) for metric in catalog.governed}


def fingerprint(metric: Metric, catalog: Catalog) -> str:
    """SHA-256 of the canonical meaning, first 16 hex digits."""
    canonical = json.dumps(_meaning(metric, catalog), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _meaning(metric: Metric, catalog: Catalog) -> dict[str, Any]:
    meaning = {key: _canonical(value) for key, value in metric.definition.items() if key not in WORDS}
    meaning["maturity_days"] = metric.contract.maturity_days if metric.contract else 0
    if metric.contract and metric.contract.retention:
        meaning["retention"] = [metric.contract.retention.first_day, metric.contract.retention.last_day]
    if metric.contract and metric.contract.growth_accounting:
        meaning["growth_accounting"] = metric.contract.growth_accounting
    filtered_by = set(re.findall(r"'\w+?__(\w+)'", json.dumps(metric.definition)))
    meaning["dimensions"] = sorted(
        [model.name, dimension["name"], _text(dimension["expr"])]
        for model in catalog.semantic_models.values()
        for dimension in model.definition["dimensions"]
        if dimension["name"] in filtered_by and dimension.get("expr")
    )
    meaning["inputs"] = {name: _meaning(catalog.metrics[name], catalog) for name in input_names(metric.definition)}
    if metric.type == "simple":
        meaning["marts"] = [
            [
                a.semantic_model.name,
                catalog.models[a.semantic_model.model_unique_id].name,
                a.agg,
                _text(a.semantic_model.time_column(a.time_dimension)),
                *([a.semantic_model.time_zone] if a.semantic_model.time_zone else []),
            ]
            for a in catalog.aggregations(metric)
        ]
        # without an expression the metric's own name is the column
        meaning["expr"] = _text(metric.parameters.get("expr") or metric.name)
    return meaning


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _canonical(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    return " ".join(text.split())
