"""Fingerprints of a metric: hashes of its meaning, so that a change can't stay unseen.

fingerprints(catalog, meanings, week_start="monday")["net_revenue"]
# Fingerprint(definition="3f0c…", upstream="a91b…")

The first is of the definition: aggregation, expression, filters, windows, inputs, entities and the joins to dimensions,
time dimension, grains, where data ends. The second is of the models that it is computed from, down to the raw tables.
Words, labels, owners, white space, names of inputs, and the order of `and` operands and of lists are in neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.contract import STANDARD_GRAINS
from lodestar.catalog.meaning import upstream_digest
from lodestar.catalog.metric import Metric
from lodestar.governance.definitions import Definitions, digest_of
from lodestar.governance.named import elements, filtering_metrics, grains, names, way

__all__ = ["Fingerprint", "definition_fingerprints", "fingerprints", "formula_digests", "upstream_models"]


@dataclass(frozen=True)
class Fingerprint:
    """Two hashes of 16 hex digits: of what the metric's definition says, and of the models it is computed from."""

    definition: str
    upstream: str


def fingerprints(catalog: Catalog, meanings: Mapping[str, str], *, week_start: str) -> dict[str, Fingerprint]:
    """Metric name -> fingerprint, for every governed metric.

    Args:
        meanings: dbt's id -> digest of a model's own meaning (`catalog.meaning`).
        week_start: the weekday that a week begins with.
    """
    definitions = definition_fingerprints(catalog, week_start=week_start)
    by_models: dict[tuple[str, ...], str] = {}
    found = {}
    for metric in catalog.governed:
        models = upstream_models(metric, catalog, week_start=week_start)
        if models not in by_models:
            by_models[models] = upstream_digest(catalog, meanings, models)
        found[metric.name] = Fingerprint(definitions[metric.name], by_models[models])
    return found


def definition_fingerprints(catalog: Catalog, *, week_start: str) -> dict[str, str]:
    """Metric name -> hash of its definition alone, for every governed metric."""
    reader = Definitions(catalog)
    found = {}
    for metric in catalog.governed:
        meaning = [reader.meaning(metric), reader.published(metric, week_start)]
        found[metric.name] = digest_of(meaning)
    return found


def formula_digests(catalog: Catalog) -> dict[str, str]:
    """Metric name -> hash of what is computed, whatever grains and dimensions it is published by; simple ones too."""
    reader = Definitions(catalog)
    return {metric.name: reader.digest(metric) for metric in catalog.metrics.values()}


def upstream_models(metric: Metric, catalog: Catalog, *, week_start: str) -> tuple[str, ...]:
    """dbt's ids of the models that a metric reads: marts, joined dimensions, where data ends, a calendar of its own."""
    others = filtering_metrics(metric, catalog)
    models = {model.name: model for read in (metric, *others) for model, _ in catalog.measured_by(read)}.values()
    found = {model.model_unique_id for model in models}
    for path in {path for read in (metric, *others) for path in names(read, catalog)}:
        ways = [reached for model in models if (reached := way(catalog, model, path))]
        found |= {join.model.model_unique_id for reached in ways for join in reached.joins}
        if not ways:  # left to MetricFlow: whatever it may find under this name
            found |= {model.model_unique_id for model, _ in elements(catalog, path.split("__")[-1:])}
    for model in models:
        if model.data_through:
            found.add(catalog.model_named(model.data_through.model, place=metric.path).unique_id)
    by_calendar = {
        grain
        for grain in grains(metric, catalog)
        if grain not in STANDARD_GRAINS or (grain == "week" and week_start != "monday")
    }
    if catalog.time_spine and by_calendar:
        found.add(catalog.model_of(catalog.time_spine.relation_name).unique_id)
    return tuple(sorted(found))
