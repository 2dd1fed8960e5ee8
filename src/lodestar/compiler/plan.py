"""What to build, as values: for each governed metric the series that its table holds. SQL comes later.

A series is one grain and one dimension (or the whole). A metric's plan also says what an absent period means:
nothing happened, so counts and sums are 0; a quotient of nothing is unknown, so it is NULL.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

import sqlglot
from sqlglot import expressions
from sqlglot.errors import SqlglotError

from lodestar.catalog.catalog import Catalog, TimeSpine
from lodestar.catalog.contract import STANDARD_GRAINS, DataThrough
from lodestar.catalog.metric import Metric, input_names
from lodestar.errors import ConfigurationError

__all__ = [
    "BUSINESS_WEEK",
    "TOTAL",
    "DatedModel",
    "MetricPlan",
    "Period",
    "Series",
    "is_zero_when_absent",
    "plan_metrics",
]

TOTAL = "total"
"""Name of the dimension, and of its one member, that stands for the whole."""

BUSINESS_WEEK = "business_week"
"""The custom granularity of the time spine that is used for `week` when the business week does not start on Monday."""

ADDITIVE_AGGREGATIONS = frozenset({"sum", "count", "count_distinct", "sum_boolean"})
"""Aggregations whose value over no rows is 0. An average or a median over no rows is unknown."""


OPERATIONS: dict[type, Callable[[float, float], float]] = {
    expressions.Add: operator.add,
    expressions.Mul: operator.mul,
    expressions.Sub: operator.sub,
}


@dataclass(frozen=True)
class Period:
    """A grain: its name in the contract, MetricFlow's name for it, and the spine column if it is a custom one."""

    grain: str
    metricflow_name: str
    spine_column: str | None


@dataclass(frozen=True)
class Series:
    """One grain by one dimension. `path` is MetricFlow's name of the dimension, None for the whole."""

    period: Period
    dimension: str
    path: str | None

    @property
    def name(self) -> str:
        """An SQL name, e.g. `month_by_store`."""
        return f"{self.period.grain}_by_{self.dimension}"


@dataclass(frozen=True)
class DatedModel:
    """A mart that the metric is computed from, and how far its data reaches."""

    model_ref: str
    time_column: str
    through_ref: str | None
    through: DataThrough | None


@dataclass(frozen=True)
class MetricPlan:
    """How a metric's table is computed.

    Attributes:
        numerator, denominator: names of the input metrics of a ratio; None for any other type.
        numerator_is_zero_when_absent, denominator_is_zero_when_absent: the same as below, for the parts of a ratio.
        is_zero_when_absent: a period without rows has the value 0 (else NULL).
        longest_offset: how far back an input looks, `(1, "month")`: before the first data the value is unknown.
    """

    metric: Metric
    series: tuple[Series, ...]
    dated_models: tuple[DatedModel, ...]
    spine_ref: str
    spine_column: str
    numerator: str | None
    denominator: str | None
    numerator_is_zero_when_absent: bool
    denominator_is_zero_when_absent: bool
    is_zero_when_absent: bool
    longest_offset: tuple[int, str] | None


def plan_metrics(catalog: Catalog, *, week_start: str) -> tuple[MetricPlan, ...]:
    """The plan of every governed metric that is not retired, by name.

    Raises:
        ConfigurationError: the project has no time spine, or none that fits its week start.
    """
    governed = [m for m in catalog.governed if m.contract and m.contract.status != "retired"]
    if not governed:
        return ()
    spine = catalog.time_spine
    if spine is None:
        raise ConfigurationError(
            "The project has no time spine at day grain. Give one model a `time_spine:` "
            "(https://docs.getdbt.com/docs/build/metricflow-time-spine)."
        )
    return tuple(_plan(catalog, metric, spine, week_start) for metric in governed)


def _plan(catalog: Catalog, metric: Metric, spine: TimeSpine, week_start: str) -> MetricPlan:
    contract = metric.contract
    assert contract is not None
    is_ratio = metric.type == "ratio"
    dimensions: list[tuple[str, str | None]] = [(TOTAL, None), *contract.dimensions.items()]
    return MetricPlan(
        metric=metric,
        series=tuple(
            Series(_period(grain, spine, week_start, metric), name, path)
            for grain in contract.grains
            for name, path in dimensions
        ),
        dated_models=tuple(_dated_models(catalog, metric)),
        spine_ref=catalog.model_of(spine.relation_name).ref,
        spine_column=spine.column,
        numerator=f"{metric.name}_numerator_of_ratio" if is_ratio else None,
        denominator=f"{metric.name}_denominator_of_ratio" if is_ratio else None,
        numerator_is_zero_when_absent=is_ratio and _part_is_zero("numerator", metric, catalog),
        denominator_is_zero_when_absent=is_ratio and _part_is_zero("denominator", metric, catalog),
        is_zero_when_absent=is_zero_when_absent(metric, catalog),
        longest_offset=max(_offsets(metric, catalog), key=_days, default=None),
    )


def is_zero_when_absent(metric: Metric, catalog: Catalog) -> bool:
    """Whether the metric is 0, not unknown, when there are no rows: sums and counts, and what only adds them up."""
    parameters = metric.parameters
    if metric.type == "simple":
        return all(a.agg in ADDITIVE_AGGREGATIONS for a in catalog.aggregations(metric))
    if metric.type == "derived":
        inputs = [catalog.metrics[name] for name in input_names(metric.definition)]
        place = f"{metric.path}: metric {metric.name!r}"
        return _only_adds_up(parameters.get("expr") or "", place) and all(
            is_zero_when_absent(i, catalog) for i in inputs
        )
    if metric.type == "cumulative":
        return all(a.agg in ADDITIVE_AGGREGATIONS for a in catalog.aggregations(metric))
    if metric.type == "conversion":
        calculation = (parameters.get("conversion_type_params") or {}).get("calculation") or "conversion_rate"
        return bool(calculation == "conversions")
    return False


def _offsets(metric: Metric, catalog: Catalog) -> list[tuple[int, str]]:
    """How far each input looks back, through all inputs of inputs."""
    windows = [reference.get("offset_window") for reference in metric.parameters.get("metrics") or []]
    offsets = [(int(window["count"]), str(window["granularity"])) for window in windows if window]
    for name in input_names(metric.definition):
        offsets += _offsets(catalog.metrics[name], catalog)
    return offsets


def _days(offset: tuple[int, str]) -> int:
    count, granularity = offset
    return count * {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}.get(granularity, 1)


def _part_is_zero(part: str, metric: Metric, catalog: Catalog) -> bool:
    reference = metric.parameters[part]
    name = reference if isinstance(reference, str) else reference["name"]
    return is_zero_when_absent(catalog.metrics[name], catalog)


def _only_adds_up(expression: str, place: str = "") -> bool:
    """Whether an expression is 0 when all its inputs are: they are added, subtracted, or multiplied by constants."""
    try:
        return not expression or _value_of_zeros(sqlglot.parse_one(expression)) == 0
    except SqlglotError as error:
        raise ConfigurationError(f"{place}: {expression!r} is no expression: {str(error).splitlines()[0]}") from error


def _value_of_zeros(node: expressions.Expr) -> float | None:
    """The expression's value with 0 for each input; None for anything but sums, products and coalesce."""
    value: float | None = None
    if isinstance(node, expressions.Column):
        value = 0
    elif isinstance(node, expressions.Literal):
        value = float(node.this) if node.is_number else None
    elif isinstance(node, expressions.Paren | expressions.Coalesce):
        value = _value_of_zeros(node.this)  # an input is 0 here, never NULL
    elif isinstance(node, expressions.Neg):
        inner = _value_of_zeros(node.this)
        value = None if inner is None else -inner
    elif type(node) in OPERATIONS:
        left, right = _value_of_zeros(node.this), _value_of_zeros(node.expression)
        value = None if left is None or right is None else OPERATIONS[type(node)](left, right)
    return value


def _period(grain: str, spine: TimeSpine, week_start: str, metric: Metric) -> Period:
    if grain == "week" and week_start != "monday":
        if BUSINESS_WEEK not in spine.custom_grains:
            raise ConfigurationError(
                f"{metric.path}: metric {metric.name!r} has grain week, and vars.week_start is {week_start!r}: "
                f"give the time spine a custom granularity called {BUSINESS_WEEK!r}."
            )
        return Period(grain, BUSINESS_WEEK, spine.custom_grains[BUSINESS_WEEK])
    if grain in STANDARD_GRAINS:
        return Period(grain, grain, None)
    return Period(grain, grain, spine.custom_grains[grain])


def _dated_models(catalog: Catalog, metric: Metric) -> list[DatedModel]:
    dated = []
    for model, time_dimension in catalog.measured_by(metric):
        node = catalog.models[model.model_unique_id]
        through_ref = None
        if model.data_through:
            through_ref = catalog.model_named(model.data_through.model, place=f"{node.path}: data_through").ref
        dated.append(DatedModel(node.ref, model.time_column(time_dimension), through_ref, model.data_through))
    return dated
