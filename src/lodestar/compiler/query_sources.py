"""Aggregates of a mart's rows in SQL: one `select` for all aggregates of a query over the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.filters import read_filter
from lodestar.compiler.joins import NotPlannable
from lodestar.compiler.query_items import Asked
from lodestar.compiler.query_metrics import Aggregate, Rows
from lodestar.compiler.query_rows import Column, QueryRows
from lodestar.compiler.writer import Writer

__all__ = ["Source", "aggregated"]

AGGREGATIONS: Mapping[str, str] = {
    "sum": "sum({})",
    "min": "min({})",
    "max": "max({})",
    "average": "avg({})",
    "count_distinct": "count(distinct {})",
    # over no rows at all MetricFlow's counts are NULL, as sums are
    "count": "sum(case when {} is not null then 1 else 0 end)",
    "sum_boolean": "sum(case when {} then 1 else 0 end)",
}


@dataclass(frozen=True)
class Source:
    """A `select`: one row per group. `group_by` are its columns' names in the answer."""

    sql: str
    group_by: tuple[str, ...]


def aggregated(
    catalog: Catalog,
    writer: Writer,
    rows: Rows,
    aggregates: Mapping[str, Aggregate],
    group_by: Sequence[Asked],
    *,
    default_grain: str,
    time_range: tuple[datetime, datetime] | None,
    place: str,
) -> Source:
    """The aggregates, by the name that their column shall have.

    Raises:
        NotPlannable: the rows can't be grouped or filtered so.
        ConfigurationError: a join would multiply them.
    """
    model = catalog.semantic_models[rows.model]
    mart = QueryRows(catalog, writer, model, rows.time_dimension, place)
    filtered_by = [item.path for declared in rows.filters for item in read_filter(declared.template).items]
    mart.expect([*(asked.path for asked in group_by), *filtered_by])
    columns = [mart.column(asked, default_grain) for asked in group_by]
    if any(aggregate.is_spined for aggregate in aggregates.values()) and any(
        _is_own_time(column, rows) for column in columns
    ):
        raise NotPlannable("periods without rows are asked for (join_to_timespine)")
    names = {column.name: column for column in columns}
    conditions = [mart.condition(filtered, names) for filtered in rows.filters]
    if time_range:
        conditions.append(mart.within(*time_range))
    selected = [f'{mart.canonical(column)} as "{column.name}"' for column in columns]
    measured = {name: mart.expression(aggregate.expression) for name, aggregate in aggregates.items()}
    where = f"\nwhere {' and '.join(dict.fromkeys(conditions))}" if conditions else ""
    if rows.non_additive is None:
        source, expressions = f"{mart.source}{where}", measured
    else:
        source, expressions = _on_the_edge(writer, mart, rows, columns, selected, measured, where)
        selected = [f'"{column.name}"' for column in columns]
    # engines agree on these functions: translated, a discrete percentile would become an approximate one for Spark
    values = [f"{writer.native(_aggregation(aggregates[name], text))} as {name}" for name, text in expressions.items()]
    if columns:
        values.append("1 as is_there")
    grouped = f"\ngroup by {', '.join(str(number + 1) for number in range(len(columns)))}" if columns else ""
    lines = ",\n    ".join([*selected, *values])
    return Source(f"select\n    {lines}\nfrom {source}{grouped}", tuple(column.name for column in columns))


def _aggregation(aggregate: Aggregate, expression: str) -> str:
    text = f"({expression})"
    if aggregate.agg in ("median", "percentile"):
        if aggregate.is_approximate and not aggregate.is_discrete:
            raise NotPlannable("an approximate percentile, which each engine has its own way for")
        function = "percentile_disc" if aggregate.is_discrete else "percentile_cont"
        value = f"{function}({aggregate.percentile}) within group (order by {text})"
    elif aggregate.agg in AGGREGATIONS:
        value = AGGREGATIONS[aggregate.agg].format(text)
    else:
        raise NotPlannable(f"aggregation {aggregate.agg}")
    return value if aggregate.absent is None else f"coalesce({value}, {aggregate.absent})"


def _is_own_time(column: Column, rows: Rows) -> bool:
    return column.reached is None or column.is_local_time(rows.time_dimension)


def _on_the_edge(
    writer: Writer,
    mart: QueryRows,
    rows: Rows,
    columns: Sequence[Column],
    selected: Sequence[str],
    measured: Mapping[str, str],
    where: str,
) -> tuple[str, dict[str, str]]:
    """The rows of the first or last time in each period, and what is measured of them."""
    non_additive = rows.non_additive
    assert non_additive is not None
    periods = [column for column in columns if column.is_time]
    for period in periods:
        is_metric_time = period.reached is None and non_additive.dimension == rows.time_dimension
        if len(periods) > 1 or period.part or not (is_metric_time or period.is_local_time(non_additive.dimension)):
            raise NotPlannable("a value that does not add up over time, by several times or by another one")
    groupings = [mart.canonical(mart.column(Asked(name), "day")) for name in non_additive.groupings]
    within = [*groupings, *(mart.canonical(period) for period in periods)]
    partition = f"partition by {', '.join(within)}" if within else ""
    edge = "max" if non_additive.choice == "max" else "min"
    time = mart.local_time(non_additive.dimension)
    marked = [f"{time} as row_time", f"{edge}({time}) over ({partition}) as edge_time"]
    # a row without the entity that it is grouped by belongs to no group
    marked += [f"{text} is not null as is_grouped_{number}" for number, text in enumerate(groupings)]
    taken = [f"{writer.native(text)} as measured_{name}" for name, text in measured.items()]
    lines = ",\n        ".join([*selected, *taken, *marked])
    keep = ["row_time = edge_time", *(f"is_grouped_{number}" for number in range(len(groupings)))]
    source = f"(\n    select\n        {lines}\n    from {mart.source}{where}\n) as dated\nwhere {' and '.join(keep)}"
    return source, {name: f"measured_{name}" for name in measured}
