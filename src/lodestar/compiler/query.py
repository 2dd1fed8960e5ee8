"""A question to the semantic layer and its SQL: by the planner from the marts, or else by MetricFlow.

compile_query(catalog, Query(metrics=("orders",), group_by=("metric_time__week",)), metricflow, place="saved query")
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import indent
from typing import TYPE_CHECKING

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric
from lodestar.compiler.joins import NotPlannable
from lodestar.compiler.plan import said_in_contract
from lodestar.compiler.query_items import GRAINS, METRIC_TIME, Asked, read_item
from lodestar.compiler.query_metrics import Filter, MetricTrees, default_grain
from lodestar.compiler.query_periods import whole_periods
from lodestar.compiler.query_plan import MetricQuery
from lodestar.compiler.query_values import distinct_values
from lodestar.compiler.writer import Writer
from lodestar.errors import ConfigurationError

if TYPE_CHECKING:
    from lodestar.compiler.metricflow import MetricFlowCompiler

__all__ = ["CompiledQuery", "Query", "compile_query"]

COLUMNS = ",\n    "


@dataclass(frozen=True)
class Query:
    """What a saved query asks, in MetricFlow's words.

    Attributes:
        metrics: their names; none asks for the distinct values of `group_by`.
        group_by: `store__region`, `metric_time__week`, or `TimeDimension('metric_time', 'week')`.
        where: filters as Jinja templates, all of which must hold.
        order_by: metrics or group-by items, with `-` for descending.
        time_range: first and last moment of metric time, both included, widened to whole periods.
        min_max_only: only the least and the greatest value of the one group-by item.
    """

    metrics: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    limit: int | None = None
    time_range: tuple[datetime, datetime] | None = None
    min_max_only: bool = False


@dataclass(frozen=True)
class CompiledQuery:
    """A query's SQL, with `{{ ref(...) }}` for tables.

    Its columns are the group-by items as asked, then the metrics as asked, with MetricFlow's names.

    Attributes:
        served_by: `planner` or `metricflow`.
        reason: why the planner did not take it; empty if it did.
    """

    sql: str
    served_by: str
    reason: str = ""


def compile_query(
    catalog: Catalog, query: Query, metricflow: MetricFlowCompiler, *, place: str = "query"
) -> CompiledQuery:
    """The query's SQL.

    Raises:
        ConfigurationError: neither can answer it, or it would be a wrong answer; `place` says who asked.
    """
    _refuse_tables_only(catalog, query, place)
    try:
        compiled = CompiledQuery(_planned(catalog, query, place), "planner")
    except NotPlannable as reason:
        try:
            compiled = CompiledQuery(metricflow.query_sql(query, place=place), "metricflow", str(reason))
        except ConfigurationError as error:
            raise ConfigurationError(f"{error}\nNor does Lodestar's planner answer it: {reason}.") from error
    for model in catalog.semantic_models.values():
        if model.time_zone and f"{{{{ {catalog.models[model.model_unique_id].ref} }}}}" in compiled.sql:
            raise ConfigurationError(
                f"{place}: {model.name} counts days in {model.time_zone}, and queries know no time zone: their days "
                "would be UTC's. Read `metric_values` instead, or give the mart a column with the business date."
            )
    return compiled


def _refuse_tables_only(catalog: Catalog, query: Query, place: str) -> None:
    """Retention and growth accounting are said in contracts, which MetricFlow does not read."""
    for name in query.metrics:
        asked = catalog.metrics.get(name.lower())  # whoever compiles the query says that there is none
        metric = said_in_contract(asked, catalog) if asked else None
        if metric and metric.contract:
            key = "retention" if metric.contract.retention else "growth_accounting"
            raise ConfigurationError(
                f"{place}: metric {metric.name!r} has {key} in its contract, which only metric tables hold: "
                f"a query would answer something else. Read it from `metric_values`, where metric_name = "
                f"'{metric.name}'."
            )


def _planned(catalog: Catalog, query: Query, place: str) -> str:
    custom_grains = catalog.time_spine.custom_grains if catalog.time_spine else {}
    writer = Writer(catalog.adapter)
    metrics = [_metric(catalog, name) for name in query.metrics]
    group_by = [read_item(text, custom_grains) for text in query.group_by]
    default = max((default_grain(metric, catalog) for metric in metrics), key=GRAINS.index, default="day")
    filters = tuple(Filter(template, default) for template in query.where)
    time_range = query.time_range
    if time_range:
        time_range = whole_periods(*time_range, _range_grain(catalog, metrics, group_by, default))
    if metrics and query.min_max_only:
        raise NotPlannable("the least and greatest group of metrics")
    if metrics:
        trees = MetricTrees(catalog)
        plan = MetricQuery(
            catalog,
            writer,
            {metric.name: trees.tree(metric, filters) for metric in metrics},
            group_by,
            default_grain=default,
            time_range=time_range,
            place=place,
        )
        ctes, columns, values = plan.ctes, plan.group_by, plan.values
    else:
        source = distinct_values(catalog, writer, group_by, filters, time_range=time_range, place=place)
        ctes, columns, values = {"distinct_values": source.sql}, source.group_by, {}
    if len({*columns, *values}) < len(query.group_by) + len(query.metrics):
        raise NotPlannable("one thing is asked for twice")
    return writer.finish(_statement(ctes, columns, values, query, _order(query, group_by, columns, custom_grains)))


def _metric(catalog: Catalog, name: str) -> Metric:
    if name not in catalog.metrics:
        raise NotPlannable(f"no metric is called {name!r}")
    return catalog.metrics[name]


def _statement(
    ctes: Mapping[str, str], columns: Sequence[str], values: Mapping[str, str], query: Query, order: Sequence[str]
) -> str:
    selected = [f'"{column}"' for column in columns] + [f'{text} as "{name}"' for name, text in values.items()]
    if query.min_max_only:
        if len(columns) != 1 or order or query.limit is not None:
            raise NotPlannable("the least and greatest of several things, or in an order")
        selected = [f'{edge}("{columns[0]}") as "{columns[0]}__{edge}"' for edge in ("min", "max")]
    *_, last = ctes
    steps = ",\n\n".join(f"{name} as (\n\n{indent(sql, '    ')}\n\n)" for name, sql in ctes.items())
    lines = [f"with\n\n{steps}\n\nselect\n    {COLUMNS.join(selected)}\nfrom {last}"]
    if order:
        lines.append(f"order by {', '.join(order)}")
    if query.limit is not None:
        lines.append(f"limit {query.limit}")
    return "\n".join(lines)


def _order(
    query: Query, group_by: Sequence[Asked], columns: Sequence[str], custom_grains: Collection[str]
) -> tuple[str, ...]:
    terms = []
    for text in query.order_by:
        asked = read_item(text, custom_grains)
        named = [name for name in query.metrics if name == asked.path and asked.kind in ("", "Metric")]
        named += [column for item, column in zip(group_by, columns, strict=True) if _is_named(item, column, asked)]
        if len(named) != 1:
            raise NotPlannable(f"an order by {text!r}")
        terms.append(f'"{named[0]}"{" desc" if asked.is_descending else ""}')
    return tuple(terms)


def _is_named(item: Asked, column: str, asked: Asked) -> bool:
    """Whether an order-by item means this column; without a grain it means the one that is there."""
    if asked.path != item.path or asked.kind == "Metric" or asked.date_part != item.date_part:
        return False
    return asked.grain is None or column == f"{asked.path}__{asked.grain}"


def _range_grain(catalog: Catalog, metrics: Sequence[Metric], group_by: Sequence[Asked], default: str) -> str:
    """The grain whose whole periods a time range means: the finest of metric time, asked for or there."""
    asked = [item for item in group_by if item.path == METRIC_TIME]
    if asked:
        grains = [item.grain or default for item in asked if not item.date_part]
        return min((grain if grain in GRAINS else "day" for grain in grains), key=GRAINS.index, default="")
    dated = [pair for metric in metrics for pair in catalog.measured_by(metric)]
    return max((model.granularity(time) for model, time in dated), key=GRAINS.index, default="day")
