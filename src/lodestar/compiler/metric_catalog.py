"""The generated model `metric_catalog`: one row per governed metric, for BI tools and for people."""

from __future__ import annotations

from collections.abc import Mapping

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.formula import formula
from lodestar.catalog.metric import Metric
from lodestar.compiler.generated_model import GeneratedModel
from lodestar.compiler.metricflow import escape_jinja

__all__ = ["COLUMNS", "metric_catalog_model"]

COLUMNS = {
    "metric_name": "Name of the metric.",
    "label": "Label in English.",
    "label_zh": "Label in Chinese.",
    "description": "The definition in plain words.",
    "owner": "Team that answers for the metric.",
    "role": "north_star, driver, guardrail, outcome or kpi.",
    "status": "proposed, certified, deprecated or retired.",
    "version": "Version of the definition.",
    "unit": "Unit of the value.",
    "direction": "Which way is good: up, down or none.",
    "grains": "Grains in metric_values, comma-separated.",
    "dimensions": "Dimensions in metric_values, comma-separated.",
    "formula": "The formula, resolved to columns of the marts.",
    "upstream_models": "Marts that the metric is computed from, comma-separated.",
    "fingerprint": "Hash of the definition's meaning; the same meaning has the same hash.",
}


def metric_catalog_model(catalog: Catalog, fingerprints: Mapping[str, str]) -> GeneratedModel:
    """The catalog of all governed metrics as a table.

    Args:
        fingerprints: metric name -> fingerprint of its meaning.
    """
    rows = [_row(metric, catalog, fingerprints[metric.name]) for metric in catalog.governed]
    upstream = sorted({name for metric in catalog.governed for name in catalog.upstream_models(metric)})
    depends = "\n".join(
        f"-- depends_on: {{{{ {catalog.model_named(name, place='metric_catalog').ref} }}}}" for name in upstream
    )
    sql = "{{ config(materialized='table', schema='hub') }}\n" + depends + "\n" + "\nunion all\n".join(rows) + "\n"
    return GeneratedModel("metric_catalog", sql, "One row per governed metric.", COLUMNS)


def _row(metric: Metric, catalog: Catalog, fingerprint: str) -> str:
    contract = metric.contract
    assert contract is not None
    texts: dict[str, str | int] = {
        "metric_name": metric.name,
        "label": metric.label,
        "label_zh": contract.label_zh,
        "description": " ".join(metric.description.split()),
        "owner": contract.owner,
        "role": contract.role,
        "status": contract.status,
        "version": contract.version,
        "unit": contract.unit,
        "direction": contract.direction,
        "grains": ", ".join(contract.grains),
        "dimensions": ", ".join(contract.dimensions),
        "formula": formula(metric, catalog.metrics),
        "upstream_models": ", ".join(catalog.upstream_models(metric)),
        "fingerprint": fingerprint,
    }
    return "select\n" + ",\n".join(f"    {_literal(value)} as {name}" for name, value in texts.items())


def _literal(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    quoted = "'" + value.replace("'", "''") + "'"
    return f"cast({escape_jinja(quoted)} as {{{{ dbt.type_string() }}}})"
