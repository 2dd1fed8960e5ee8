"""What a query's metrics are made of: aggregates of marts, and what is computed from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.formula import where_filters
from lodestar.catalog.metric import Metric
from lodestar.compiler.joins import NotPlannable
from lodestar.compiler.metricflow import zero_filled
from lodestar.compiler.query_items import GRAINS

__all__ = ["Aggregate", "Derived", "Filter", "MetricTrees", "Node", "Quotient", "Rows", "aggregates", "default_grain"]


@dataclass(frozen=True)
class Filter:
    """A filter, and the grain of `metric_time` in it where it does not say one."""

    template: str
    default_grain: str


@dataclass(frozen=True)
class NonAdditive:
    """Only rows of the first (`min`) or last (`max`) time count, of each group of `groupings`."""

    dimension: str
    choice: str
    groupings: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Which rows of which mart are aggregated: aggregates of the same rows are computed together."""

    model: str
    time_dimension: str
    filters: tuple[Filter, ...]
    non_additive: NonAdditive | None


@dataclass(frozen=True)
class Aggregate:
    """One aggregation.

    Attributes:
        expression: SQL in the project's dialect.
        percentile: the share for `percentile`; `is_discrete` says whether a value of the data is taken.
        absent: the value where there are rows of other metrics only; None leaves it unknown.
        is_spined: periods without rows are asked for, where the query has the metric's time.
    """

    rows: Rows
    agg: str
    expression: str
    percentile: float | None
    is_discrete: bool
    is_approximate: bool
    absent: float | None
    is_spined: bool


@dataclass(frozen=True)
class Quotient:
    """A ratio; NULL where the denominator is 0."""

    numerator: Node
    denominator: Node


@dataclass(frozen=True)
class Derived:
    """An expression of the project over named inputs."""

    expression: str
    inputs: tuple[tuple[str, Node], ...]


Node = Aggregate | Quotient | Derived


def aggregates(node: Node) -> tuple[Aggregate, ...]:
    """Every aggregate that a node is computed from, each once."""
    if isinstance(node, Aggregate):
        return (node,)
    inner = (node.numerator, node.denominator) if isinstance(node, Quotient) else tuple(i for _, i in node.inputs)
    return tuple(dict.fromkeys(aggregate for part in inner for aggregate in aggregates(part)))


def default_grain(metric: Metric, catalog: Catalog) -> str:
    """The grain of `metric_time` when nobody says one: the metric's own, else a day or what the marts have."""
    declared = metric.definition.get("time_granularity")
    if declared:
        if declared not in GRAINS:
            raise NotPlannable(f"the default grain of {metric.name!r} is custom")
        return str(declared)
    grains = [pair[0].granularity(pair[1]) for pair in catalog.measured_by(metric)]
    return max(["day", *grains], key=GRAINS.index)


class MetricTrees:
    """Resolves metrics of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Looks up which sums and counts are 0 where nothing happened."""
        self._catalog = catalog
        self._zero_filled = zero_filled(catalog)

    def tree(self, metric: Metric, filters: tuple[Filter, ...]) -> Node:
        """The metric as a tree; `filters` are those of whoever asks.

        Raises:
            NotPlannable: it is of a shape that MetricFlow answers.
        """
        grain = default_grain(metric, self._catalog)
        own = tuple(Filter(text, grain) for text in where_filters(metric.definition.get("filter")))
        filters = (*filters, *own)
        if metric.type == "simple":
            return self._aggregate(metric, filters)
        if metric.type == "ratio":
            numerator, denominator = (metric.parameters[part] for part in ("numerator", "denominator"))
            return Quotient(self._input(metric, numerator, filters)[1], self._input(metric, denominator, filters)[1])
        if metric.type == "derived":
            inputs = tuple(self._input(metric, reference, filters) for reference in metric.parameters["metrics"])
            if len(dict(inputs)) < len(inputs):
                raise NotPlannable(f"two inputs of {metric.name!r} have one name")
            return Derived(metric.parameters.get("expr") or inputs[0][0], inputs)
        raise NotPlannable(f"{metric.name!r} is a {metric.type} metric")

    def _input(self, outer: Metric, reference: Any, filters: tuple[Filter, ...]) -> tuple[str, Node]:
        if isinstance(reference, str):
            reference = {"name": reference}
        if reference.get("offset_window") or reference.get("offset_to_grain"):
            raise NotPlannable(f"an input of {outer.name!r} is taken from an earlier time")
        grain = default_grain(outer, self._catalog)
        own = tuple(Filter(text, grain) for text in where_filters(reference.get("filter")))
        name = str(reference.get("alias") or reference["name"])
        return name.lower(), self.tree(self._catalog.metrics[reference["name"]], (*filters, *own))

    def _aggregate(self, metric: Metric, filters: tuple[Filter, ...]) -> Aggregate:
        aggregation = self._catalog.aggregations(metric)[0]
        holder: Mapping[str, Any] = metric.parameters
        declared = holder.get("metric_aggregation_params")
        expression = holder.get("expr") or metric.name
        if declared is None:  # the older way: a measure of the semantic model
            holder = holder["measure"]
            declared = _measure(aggregation.semantic_model.definition, holder["name"])
            expression = declared.get("expr") or declared["name"]
            grain = default_grain(metric, self._catalog)
            filters = (*filters, *(Filter(text, grain) for text in where_filters(holder.get("filter"))))
        settings = declared.get("agg_params") or {}
        absent = holder.get("fill_nulls_with")
        rows = Rows(
            aggregation.semantic_model.name,
            aggregation.time_dimension,
            tuple(dict.fromkeys(filters)),
            _non_additive(declared.get("non_additive_dimension")),
        )
        return Aggregate(
            rows=rows,
            agg=str(declared["agg"]),
            expression=str(expression),
            percentile=0.5 if declared["agg"] == "median" else settings.get("percentile"),
            is_discrete=bool(settings.get("use_discrete_percentile")),
            is_approximate=bool(settings.get("use_approximate_percentile")),
            absent=0 if absent is None and metric.name in self._zero_filled else absent,
            is_spined=bool(holder.get("join_to_timespine")),
        )


def _measure(definition: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    measures: list[Mapping[str, Any]] = definition.get("measures") or []
    return next(measure for measure in measures if measure["name"] == name)


def _non_additive(declared: Mapping[str, Any] | None) -> NonAdditive | None:
    if not declared:
        return None
    groupings = tuple(declared.get("window_groupings") or ())
    return NonAdditive(str(declared["name"]), str(declared.get("window_choice") or "min"), groupings)
