"""Metrics that MetricFlow serves: its SQL, query by query, as leaves of the same dense table."""

from __future__ import annotations

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric
from lodestar.compiler.leaves import Answered, Input, Offset
from lodestar.compiler.metricflow import MetricFlowCompiler
from lodestar.compiler.plan import TOTAL, Period, is_zero_when_absent, longest_offset
from lodestar.compiler.planner import Formula
from lodestar.compiler.states import member_text
from lodestar.compiler.writer import Writer, literal

__all__ = ["answered_formula"]


def answered_formula(
    metric: Metric, catalog: Catalog, periods: tuple[Period, ...], metricflow: MetricFlowCompiler, writer: Writer
) -> Formula:
    """The metric as what MetricFlow answers.

    Raises:
        ConfigurationError: MetricFlow can't compile it; the message names metric, grain and dimension.
    """
    offset = longest_offset(metric, catalog)
    looks_back = Offset(*offset) if offset else None

    def given(name: str, *, is_zero: bool) -> Input:
        queries = tuple(
            _query(metric, name, period, dimension, path, metricflow, writer)
            for period in periods
            for dimension, path in _dimensions(metric)
        )
        return Input(Answered(queries), None, looks_back, 0 if is_zero else None)

    if metric.type != "ratio":
        is_zero = is_zero_when_absent(metric, catalog)
        return Formula((given(metric.name, is_zero=is_zero),), "input_1", None, None, False)
    parts = []
    for part in ("numerator", "denominator"):
        reference = metric.parameters[part]
        name = reference if isinstance(reference, str) else reference["name"]
        is_zero = is_zero_when_absent(catalog.metrics[name], catalog)
        parts.append(given(metricflow.part_name(metric, part), is_zero=is_zero))
    value = "cast(input_1 as double) / nullif(cast(input_2 as double), 0)"
    return Formula(tuple(parts), value, "input_1", "input_2", False)


def _dimensions(metric: Metric) -> list[tuple[str, str | None]]:
    assert metric.contract is not None
    return [(TOTAL, None), *metric.contract.dimensions.items()]


def _query(
    metric: Metric,
    name: str,
    period: Period,
    dimension: str,
    path: str | None,
    metricflow: MetricFlowCompiler,
    writer: Writer,
) -> str:
    time = f"metric_time__{period.metricflow_name}"
    place = f"{metric.path}: metric {metric.name!r} by {period.grain} and {dimension}"
    asked = writer.raw(metricflow.sql([name], [time, path] if path else [time], place=place))
    member = member_text(f"answered.{path}") if path else f"'{TOTAL}'"
    return (
        f"select {literal(period.grain)} as grain, cast(answered.{time} as date) as period_start, "
        f"{literal(dimension)} as dimension, {member} as member, cast(answered.{name} as double) as value\n"
        f"from (\n{asked}\n) as answered\nwhere answered.{time} is not null"
    )
