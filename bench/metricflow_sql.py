"""MetricFlow's SQL for the bench's metrics: the witness, and what is to be beaten."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric
from lodestar.compiler.metricflow import MetricFlowCompiler

__all__ = ["Question", "absent_value", "questions", "witnessed"]

REF = re.compile(r"\{\{ ref\('([^']+)'\) \}\}")
OWN_KEYS = ("retention", "growth_accounting")
"""Keys of a contract that give a metric a meaning which MetricFlow doesn't know."""


@dataclass(frozen=True)
class Question:
    """One series of a metric, and MetricFlow's SQL that answers it as (period_start, member, value)."""

    metric: str
    grain: str
    dimension: str
    sql: str


def witnessed(metric: Metric) -> bool:
    """Whether MetricFlow means the same by the metric as Lodestar does."""
    meta = metric.definition["config"]["meta"]["lodestar"]
    return not any(key in meta for key in OWN_KEYS)


def absent_value(metric: Metric, catalog: Catalog) -> str:
    """What MetricFlow's answer means where it has no row: nothing happened (0), or nothing is known (null)."""
    adds_up = {"sum", "count", "count_distinct", "sum_boolean"}
    is_sum = all(aggregation.agg in adds_up for aggregation in catalog.aggregations(metric))
    return "0" if is_sum and metric.type not in ("ratio", "conversion") else "null"


def questions(catalog: Catalog, relations: Mapping[str, str]) -> Sequence[Question]:
    """Every series of every governed metric that MetricFlow knows."""
    compiler = MetricFlowCompiler(catalog)
    asked = []
    for metric in filter(witnessed, catalog.governed):
        assert metric.contract is not None
        for grain in metric.contract.grains:
            for dimension, path in [("total", None), *metric.contract.dimensions.items()]:
                time = f"metric_time__{grain}"
                answer = compiler.sql([metric.name], [time, path] if path else [time], place=metric.name)
                answer = REF.sub(lambda found: relations[found.group(1)], answer)
                member = f"coalesce(cast({path} as varchar), '(not set)')" if path else "'total'"
                sql = (
                    f"select cast({time} as date) as period_start, {member} as member, "
                    f"cast({metric.name} as double) as value\nfrom (\n{answer}\n) as answered"
                )
                asked.append(Question(metric.name, grain, dimension, sql))
    return asked
