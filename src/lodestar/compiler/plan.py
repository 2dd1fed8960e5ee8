"""Periods, and what their absence means: nothing happened, so sums are 0; a quotient of nothing is unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

import sqlglot
from sqlglot import expressions
from sqlglot.errors import SqlglotError

from lodestar.catalog.catalog import Catalog, TimeSpine
from lodestar.catalog.contract import STANDARD_GRAINS
from lodestar.catalog.metric import Metric, input_names
from lodestar.errors import ConfigurationError

__all__ = ["BUSINESS_WEEK", "TOTAL", "Period", "is_zero_when_absent", "longest_offset", "period", "said_in_contract"]

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


def period(grain: str, spine: TimeSpine, week_start: str, metric: Metric) -> Period:
    """The grain of a contract on the project's calendar.

    Raises:
        ConfigurationError: weeks don't begin on Monday and the time spine has none that fit.
    """
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


def is_zero_when_absent(metric: Metric, catalog: Catalog) -> bool:
    """Whether the metric is 0, not unknown, when there are no rows: sums and counts, and what only adds them up."""
    parameters = metric.parameters
    if metric.type == "simple":
        return all(a.agg in ADDITIVE_AGGREGATIONS for a in catalog.aggregations(metric))
    if metric.type == "derived":
        inputs = [catalog.metrics[name] for name in input_names(metric.definition)]
        place = f"{metric.path}: metric {metric.name!r}"
        return _only_adds_up(parameters.get("expr") or "", place, catalog.adapter) and all(
            is_zero_when_absent(i, catalog) for i in inputs
        )
    if metric.type == "cumulative":
        return all(a.agg in ADDITIVE_AGGREGATIONS for a in catalog.aggregations(metric))
    if metric.type == "conversion":
        calculation = (parameters.get("conversion_type_params") or {}).get("calculation") or "conversion_rate"
        return bool(calculation == "conversions")
    return False


def said_in_contract(metric: Metric, catalog: Catalog) -> Metric | None:
    """The metric or an input of it that is a retention or growth accounting: MetricFlow does not know those."""
    contract = metric.contract
    if contract and (contract.retention or contract.growth_accounting):
        return metric
    inputs = (said_in_contract(catalog.metrics[name], catalog) for name in input_names(metric.definition))
    return next((found for found in inputs if found), None)


def longest_offset(metric: Metric, catalog: Catalog) -> tuple[int, str] | None:
    """How far back an input looks, `(1, "month")`: before the first data the value is unknown."""
    return max(_offsets(metric, catalog), key=_days, default=None)


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


def _only_adds_up(expression: str, place: str, adapter: str) -> bool:
    """Whether an expression is 0 when all its inputs are: they are added, subtracted, or multiplied by constants."""
    try:
        return not expression or _value_of_zeros(sqlglot.parse_one(expression, dialect=adapter)) == 0
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
