"""A metric's formula in words that people read: `sum(order_amount) / count(order_id)`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lodestar.catalog.contract import Retention
from lodestar.catalog.metric import Metric

__all__ = ["formula", "formula_columns", "where_filters"]

CASE = re.compile(r"case when (?P<when>.+?) then (?P<then>(?:(?!when).)+?)(?: else (?:0|null))? end", re.IGNORECASE)
"""A condition inside an aggregation, which people read as a `where`."""

COALESCED = re.compile(r"coalesce\((\w+), 0\)", re.IGNORECASE)
"""Nothing counts as zero anyway."""

AGGREGATIONS = {"count_distinct": "count distinct", "average": "average"}


def formula(metric: Metric, metrics: Mapping[str, Metric]) -> str:
    """The formula with every input resolved down to the columns of the marts."""
    parameters = metric.parameters
    contract = metric.contract
    if contract and contract.retention:
        text = _retention(contract.retention, parameters, metrics)
    elif contract and contract.growth_accounting:
        text = f"{contract.growth_accounting} in {_derived(parameters, metrics)}"
    elif metric.type == "simple":
        text = _simple(metric)
    elif metric.type == "ratio":
        text = " / ".join(_input(parameters[part], metrics) for part in ("numerator", "denominator"))
    elif metric.type == "derived":
        text = _derived(parameters, metrics)
    elif metric.type == "cumulative":
        text = _cumulative(parameters, metrics)
    else:
        text = _conversion(parameters, metrics)
    return text + _filter_text(metric.definition.get("filter"))


def formula_columns(metric: Metric) -> tuple[str, ...]:
    """Names that appear in the expression of a simple metric: candidates for columns of its mart."""
    expression = str(metric.parameters.get("expr") or metric.name)
    return tuple(dict.fromkeys(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", re.sub(r"'[^']*'", "", expression))))


def where_filters(holder: Any) -> tuple[str, ...]:
    """The filter texts of a metric or of an input, as written."""
    filters = (holder or {}).get("where_filters") or []
    return tuple(declared["where_sql_template"].strip() for declared in filters)


def _simple(metric: Metric) -> str:
    declared = metric.parameters.get("metric_aggregation_params") or {}
    expression = str(metric.parameters.get("expr") or metric.name)
    if declared.get("agg") == "sum_boolean":
        return f"count(rows where {expression})"
    when = CASE.fullmatch(expression)
    if when:
        expression = f"{when.group('then')} where {when.group('when')}"
    agg = declared.get("agg") or "measure"
    percentile = (declared.get("agg_params") or {}).get("percentile")
    within = f", {percentile}" if percentile is not None else ""
    return f"{AGGREGATIONS.get(agg, agg)}({expression}{within})"


def _input(reference: Mapping[str, Any], metrics: Mapping[str, Metric]) -> str:
    metric = metrics[reference["name"]]
    text = formula(metric, metrics)
    if metric.type not in ("simple", "cumulative", "conversion"):
        text = f"({text})"
    if reference.get("offset_window"):
        window = reference["offset_window"]
        text += f" offset by {window['count']} {window['granularity']}"
    if reference.get("offset_to_grain"):
        text += f" at the start of the {reference['offset_to_grain']}"
    return text + _filter_text(reference.get("filter"))


def _derived(parameters: Mapping[str, Any], metrics: Mapping[str, Metric]) -> str:
    inputs = {reference.get("alias") or reference["name"]: reference for reference in parameters["metrics"]}
    expression = COALESCED.sub(r"\1", parameters.get("expr") or next(iter(inputs)))
    if len(inputs) == 1 and expression in inputs:
        text = _input(inputs[expression], metrics)
        return text[1:-1] if text.startswith("(") and text.endswith(")") else text
    names = "|".join(re.escape(name) for name in sorted(inputs, key=len, reverse=True))
    return re.sub(rf"\b({names})\b", lambda found: _input(inputs[found.group()], metrics), expression)


def _cumulative(parameters: Mapping[str, Any], metrics: Mapping[str, Metric]) -> str:
    declared = parameters.get("cumulative_type_params") or {}
    text = _input(declared["metric"], metrics) if declared.get("metric") else "measure"
    window, to_date = declared.get("window"), declared.get("grain_to_date")
    if window:
        return f"{text} over the last {window['count']} {window['granularity']}"
    return f"{text} since the start of the {to_date}" if to_date else f"{text} since the beginning"


def _retention(retention: Retention, parameters: Mapping[str, Any], metrics: Mapping[str, Metric]) -> str:
    declared = parameters["conversion_type_params"]
    base, active = (_input(declared[part], metrics) for part in ("base_metric", "conversion_metric"))
    first, last = retention.first_day, retention.last_day
    when = f"on day {last}" if first == last else f"within {last} days"
    return f"{active} {when} after the first day of the same {declared['entity']} in {base} / {base}"


def _conversion(parameters: Mapping[str, Any], metrics: Mapping[str, Metric]) -> str:
    declared = parameters.get("conversion_type_params") or {}
    base, conversion = (_input(declared[part], metrics) for part in ("base_metric", "conversion_metric"))
    window = declared.get("window")
    within = f" within {window['count']} {window['granularity']}" if window else ""
    joined = f"{conversion} by the same {declared.get('entity')}{within}"
    return joined if declared.get("calculation") == "conversions" else f"{joined} / {base}"


def _filter_text(holder: Any) -> str:
    texts = where_filters(holder)
    readable = [re.sub(r"\{\{\s*\w+\(\s*'([^']+)'[^)]*\)\s*\}\}", r"\1", text) for text in texts]
    return f" where {' and '.join(readable)}" if readable else ""
