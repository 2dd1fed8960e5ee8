"""What a metric names beside its inputs: dimensions, entities and metrics in filters, and grains; and the way there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.formula import where_filters
from lodestar.catalog.metric import Metric, SemanticModel
from lodestar.compiler.filters import read_filter
from lodestar.compiler.joins import NotPlannable, Reached, reach
from lodestar.errors import ConfigurationError

__all__ = [
    "INPUT_PLACES",
    "elements",
    "filtering_metrics",
    "grains",
    "input_references",
    "metrics_in",
    "named_in",
    "names",
    "way",
]

INPUT_PLACES = ("numerator", "denominator", "base_metric", "conversion_metric", "metric")
"""Where an input stands alone, so that it matters which is which."""

QUOTED_NAME = re.compile(r"['\"]([A-Za-z_]\w*)['\"]")
METRIC_NAME = re.compile(r"\bMetric\(\s*(?:name\s*=\s*)?['\"](\w+)['\"]")


def names(metric: Metric, catalog: Catalog) -> set[str]:
    """Paths of dimensions and entities that filters and the contract name, through all inputs."""
    found = set(metric.contract.dimensions.values()) if metric.contract else set()
    for template in _filters(metric, catalog):
        found |= named_in(template)
    return found


def filtering_metrics(metric: Metric, catalog: Catalog) -> list[Metric]:
    """Metrics by whose values filters choose."""
    found = {name for template in _filters(metric, catalog) for name in metrics_in(template)}
    return [catalog.metrics[name] for name in sorted(found & set(catalog.metrics))]


def named_in(template: str) -> set[str]:
    """Paths in a filter. One that the planner does not take apart (date parts, other metrics) by its quoted words."""
    try:
        return {item.path for item in read_filter(template).items}
    except NotPlannable:
        return set(QUOTED_NAME.findall(template))


def metrics_in(template: str) -> set[str]:
    """Metrics that a filter names."""
    return set(METRIC_NAME.findall(template))


def grains(metric: Metric, catalog: Catalog) -> set[str]:
    """Grains that the metric is given by, or that stand in its windows, offsets and filters."""
    custom = catalog.time_spine.custom_grains if catalog.time_spine else {}
    found = set(metric.contract.grains) if metric.contract else set()
    said = json.dumps([list(_parameters(metric, catalog)), list(_filters(metric, catalog))])
    return found | {grain for grain in ("week", *custom) if re.search(rf"\b{re.escape(grain)}\b", said)}


def input_references(parameters: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The inputs of a metric, each a mapping with at least `name`."""
    holders = [parameters, parameters.get("cumulative_type_params"), parameters.get("conversion_type_params")]
    found = [holder[place] for holder in holders if holder for place in INPUT_PLACES if holder.get(place)]
    found += parameters.get("metrics") or []
    return [{"name": reference} if isinstance(reference, str) else reference for reference in found]


def way(catalog: Catalog, model: SemanticModel, path: str) -> Reached | None:
    """How a dimension or an entity is reached; None where the planner knows no single way."""
    try:
        return reach(catalog, model, path, place="", knows_partitions=True)
    except (NotPlannable, ConfigurationError):
        return None


def elements(catalog: Catalog, wanted: Iterable[str]) -> list[tuple[SemanticModel, Mapping[str, Any]]]:
    """Every dimension and entity of these names, in whatever model."""
    known = set(wanted)
    return [
        (model, element)
        for model in catalog.semantic_models.values()
        for kind in ("dimensions", "entities")
        for element in model.definition.get(kind) or []
        if element["name"] in known
    ]


def _filters(metric: Metric, catalog: Catalog) -> Iterator[str]:
    yield from where_filters(metric.definition.get("filter"))
    yield from where_filters((metric.parameters.get("measure") or {}).get("filter"))
    for reference in input_references(metric.parameters):
        yield from where_filters(reference.get("filter"))
        yield from _filters(catalog.metrics[reference["name"]], catalog)


def _parameters(metric: Metric, catalog: Catalog) -> Iterator[Any]:
    yield [metric.parameters, metric.definition.get("time_granularity")]
    for reference in input_references(metric.parameters):
        yield from _parameters(catalog.metrics[reference["name"]], catalog)
