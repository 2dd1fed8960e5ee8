"""What an OSI reader who knows no custom extensions loses, or would get wrong, of what a project says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric, SemanticModel, input_names
from lodestar.osi.datasets import Datasets
from lodestar.osi.loss import Loss

__all__ = ["unsaid_of_dataset", "unsaid_of_metric", "unsaid_of_model"]

GOVERNANCE = frozenset({"grains", "maturity_days", "closing_lag_days", "retention", "growth_accounting"})
"""Keys of a contract that change the number a reader gets, and so have an entry of their own."""


def unsaid_of_metric(metric: Metric, contract: Mapping[str, Any], catalog: Catalog, path: str) -> Iterator[Loss]:
    """Of a metric that has an expression."""

    def lost(construct: str, sentence: str, vendor: str = "DBT") -> Loss:
        number = 1 if contract and vendor == "DBT" else 0  # governance comes first, where there is any
        return Loss(path, construct, metric.name, sentence, f"{path}.custom_extensions[{number}]")

    if contract:
        keys = ", ".join(key for key in contract if key not in GOVERNANCE)
        yield lost("contract", f"What people agreed on: {keys}.", "COMMON")
        grains = ", ".join(contract.get("grains", []))
        yield lost("grains", f"It is agreed for {grains} only; a reader may compute it for anything.", "COMMON")
    for key, sentence in (
        ("maturity_days", "Values of recent periods can't be known yet; a reader takes them as they are."),
        ("closing_lag_days", "Late rows still change recent values; a reader takes them as final."),
    ):
        if contract.get(key):
            yield lost(key, f"{sentence} Days: {contract[key]}.", "COMMON")
    times = sorted({f"{a.semantic_model.name}.{a.time_dimension}" for a in catalog.aggregations(metric)})
    yield lost("agg_time_dimension", f"Which time dates its rows: {', '.join(times)}.")
    if metric.type != "simple":
        inputs = ", ".join(input_names(metric.definition))
        yield lost("inputs", f"It is a {metric.type} metric of {inputs}; the expression holds them resolved.")
    yield from _unsaid_parameters(metric, lost)


def _unsaid_parameters(metric: Metric, lost: Any) -> Iterator[Loss]:
    parameters = metric.parameters
    filled = (parameters.get("measure") or parameters).get("fill_nulls_with")
    if filled is not None:
        yield lost("fill_nulls_with", f"A period without rows has the value {filled}; SQL has no row for it.")
    if (parameters.get("measure") or parameters).get("join_to_timespine"):
        yield lost("join_to_timespine", "Periods without rows have a row all the same.")
    if metric.definition.get("time_granularity"):
        yield lost("time_granularity", f"Its default grain: {metric.definition['time_granularity']}.")
    settings = (parameters.get("metric_aggregation_params") or {}).get("agg_params") or {}
    if settings.get("use_approximate_percentile"):
        yield lost("use_approximate_percentile", "It may be computed approximately; the expression is exact.")


def unsaid_of_dataset(model: SemanticModel, meta: Mapping[str, Any], datasets: Datasets, path: str) -> Iterator[Loss]:
    """Of a semantic model."""

    def lost(construct: str, sentence: str) -> Loss:
        return Loss(path, construct, None, sentence, f"{path}.custom_extensions[0]")

    entities = {entity["name"]: entity["type"] for entity in model.definition["entities"]}
    if entities:
        said = ", ".join(f"{name} ({kind})" for name, kind in entities.items())
        yield lost("entities", f"Names and types of its keys: {said}. OSI names columns only.")
    natural = [name for name, kind in entities.items() if kind == "natural"]
    if natural:
        yield lost("natural", f"{', '.join(natural)}: a row for each time that it held, so no relationship leads here.")
    grains = {}
    for dimension in model.definition["dimensions"]:
        parameters = dimension.get("type_params") or {}
        if dimension["type"] == "time":
            grains[dimension["name"]] = parameters.get("time_granularity") or "day"
        if parameters.get("validity_params"):
            yield lost("validity_params", f"{dimension['name']} begins or ends the time in which a row holds.")
        if dimension.get("is_partition"):
            yield lost("is_partition", f"Joins must agree on {dimension['name']}; a reader joins without it.")
    if grains:
        said = ", ".join(f"{name} ({grain})" for name, grain in grains.items())
        yield lost("time_granularity", f"The grain of its times: {said}.")
    for (name, element), reason in datasets.refused.items():
        if name == model.name:
            yield lost("expression", f"{element} is no field: {reason}.")
    for key, value in meta.items():
        yield lost(key, f"The mart says so of itself: {value}.")


def unsaid_of_model(catalog: Catalog, datasets: Datasets, path: str, kept: str) -> Iterator[Loss]:
    """Of the project as a whole; `kept` is where the document keeps it."""
    for query in catalog.semantic_manifest.get("saved_queries") or []:
        exports = ", ".join(export["name"] for export in query.get("exports") or [])
        yield Loss(f"{path}metrics", "saved_query", None, f"{query['name']}, exports: {exports or 'none'}.", kept)
    for spine in (catalog.semantic_manifest.get("project_configuration") or {}).get("time_spines") or []:
        grains = ", ".join(grain["name"] for grain in spine.get("custom_granularities") or [])
        custom = f", with its own grains {grains}" if grains else ""
        relation = spine["node_relation"]["relation_name"]
        yield Loss(f"{path}datasets", "time_spine", None, f"The calendar {relation}{custom}.", kept)
    names = [model.name for model in datasets.models]
    for source in names:
        for target in names:
            ways = datasets.paths(source, target) if source != target else 0
            if ways > 1:
                sentence = f"{source} reaches {target} in {ways} ways; a contract's dimensions say which one is meant."
                yield Loss(f"{path}relationships", "join_path", None, sentence, f"{path}metrics")
