"""A small shop by hand, for questions whose answers can be told by looking: its catalog, and its rows in DuckDB."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
from jinja2 import Environment

from lodestar.catalog.catalog import Catalog, ModelNode, TimeSpine
from lodestar.catalog.contract import Contract
from lodestar.catalog.metric import Metric, SemanticModel

__all__ = ["answer", "contract", "semantic_model", "shop_catalog", "with_metric"]

TABLES = """
create table fct_orders as select * from (values
    (1, date '2026-01-05', 'a', 10.0, 'paid'),
    (2, date '2026-01-05', 'b', 20.0, 'returned'),
    (3, date '2026-01-06', 'a', 30.0, 'lost'),
    (4, date '2026-02-02', null, 40.0, 'paid')
) as t(order_id, ordered_date, store_id, amount, status);
create table fct_visits as select * from (values
    (1, date '2026-01-05', 'a'), (2, date '2026-01-07', 'b'), (3, date '2026-02-02', null), (4, date '2026-02-02', 'c')
) as t(visit_id, visited_date, store_id);
create table dim_stores as select * from (values ('a', 'north', 'ann'), ('b', 'south', 'bob'), ('c', 'south', 'bob'))
    as t(store_id, region, manager_id);
create table dim_managers as select * from (values ('ann', 'Ann'), ('bob', 'Bob')) as t(manager_id, manager_name);
create table dim_tiers as select * from (values
    ('a', 'bronze', date '2025-01-01', date '2026-01-06'), ('a', 'gold', date '2026-01-06', null)
) as t(store_id, tier, valid_from, valid_to);
create table fct_stock as select * from (values
    (date '2026-01-05', 'a', 5), (date '2026-01-06', 'a', 7), (date '2026-01-06', 'b', 1), (date '2026-02-01', 'a', 3)
) as t(stock_date, store_id, pieces);
create table dim_dates as
    select cast(day as date) as date_day, case when day < date '2026-01-06' then 'P1' else 'P2' end as half
    from generate_series(date '2026-01-01', date '2026-02-28', interval 1 day) as t(day);
"""

TIME = {"type": "time", "type_params": {"time_granularity": "day"}}


def semantic_model(
    name: str, table: str, entities: dict[str, str], dimensions: list[dict[str, Any]], time: str | None = None
) -> SemanticModel:
    """A mart; `entities` maps a name to its type, and its column is the name with `_id`."""
    return SemanticModel(
        name=name,
        model_unique_id=f"model.shop.{table}",
        relation=f"main.{table}",
        definition={
            "name": name,
            "entities": [{"name": key, "type": kind, "expr": f"{key}_id"} for key, kind in entities.items()],
            "dimensions": [{"expr": None, "type": "categorical", "type_params": None, **d} for d in dimensions],
            "defaults": {"agg_time_dimension": time} if time else None,
            "primary_entity": None,
            "measures": [],
        },
        data_through=None,
    )


def shop_catalog() -> Catalog:
    """Orders, visits and stock of stores that have managers, and tiers that change."""
    start = {"is_start": True, "is_end": False}
    end = {"is_start": False, "is_end": True}
    models = [
        semantic_model(
            "orders",
            "fct_orders",
            {"order": "primary", "store": "foreign"},
            [
                {"name": "ordered_date", **TIME},
                {"name": "is_gone", "expr": "status = 'returned' or status = 'lost'"},
                {"name": "status"},
            ],
            "ordered_date",
        ),
        semantic_model(
            "visits",
            "fct_visits",
            {"visit": "primary", "store": "foreign"},
            [{"name": "visited_date", **TIME}],
            "visited_date",
        ),
        semantic_model("stores", "dim_stores", {"store": "primary", "manager": "foreign"}, [{"name": "region"}]),
        semantic_model("managers", "dim_managers", {"manager": "primary"}, [{"name": "manager_name"}]),
        semantic_model(
            "tiers",
            "dim_tiers",
            {"store": "natural"},
            [
                {"name": "tier"},
                {"name": "valid_from", "type": "time", "type_params": {"validity_params": start}},
                {"name": "valid_to", "type": "time", "type_params": {"validity_params": end}},
            ],
        ),
        semantic_model("stock", "fct_stock", {"store": "foreign"}, [{"name": "stock_date", **TIME}], "stock_date"),
    ]
    metrics = [
        _simple("order_count", "orders", "count", "order_id"),
        _simple("amount_total", "orders", "sum", "amount"),
        _simple("visit_count", "visits", "sum", "1"),
        _simple("stock_last", "stock", "sum", "pieces", {"name": "stock_date", "window_choice": "max"}),
        _simple("stock_first", "stock", "sum", "pieces", {"name": "stock_date", "window_choice": "min"}),
        _metric("orders_per_visit", "ratio", numerator={"name": "order_count"}, denominator={"name": "visit_count"}),
        _metric(
            "kept_share",
            "ratio",
            numerator={
                "name": "order_count",
                "alias": "kept",
                "filter": _filter("not {{ Dimension('order__is_gone') }}"),
            },
            denominator={"name": "order_count"},
        ),
        _metric(
            "order_count_plus_one", "derived", expr="coalesce(order_count, 0) + 1", metrics=[{"name": "order_count"}]
        ),
        _metric("order_count_before", "derived", expr="order_count", metrics=[_offset("order_count")]),
    ]
    return Catalog(
        project_name="shop",
        adapter="duckdb",
        models={f"model.shop.{table}": _node(table) for table in [*(m.relation[5:] for m in models), "dim_dates"]},
        sources=(),
        metrics={metric.name: metric for metric in metrics},
        semantic_models={model.name: model for model in models},
        time_spine=TimeSpine("main.dim_dates", "date_day", {"half": "half"}),
        saved_queries=(),
        semantic_manifest={
            "project_configuration": {
                "time_spines": [
                    {
                        "node_relation": {"relation_name": "main.dim_dates"},
                        "primary_column": {"name": "date_day", "time_granularity": "day"},
                    }
                ]
            },
            "saved_queries": [],
        },
    )


def with_metric(catalog: Catalog, name: str, **changes: Any) -> Catalog:
    """The catalog with one metric changed."""
    return replace(catalog, metrics={**catalog.metrics, name: replace(catalog.metrics[name], **changes)})


def contract(**keys: Any) -> Contract:
    """A contract that says nothing but `keys`."""
    return Contract(1, "certified", "shop", "kpi", "orders", "up", ("day",), **keys)


def answer(sql: str) -> list[tuple[Any, ...]]:
    """The rows of compiled SQL."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(TABLES)
        return connection.execute(Environment().from_string(sql).render(ref=lambda name: name)).fetchall()


def _simple(name: str, model: str, agg: str, expr: str, non_additive: dict[str, Any] | None = None) -> Metric:
    aggregation = {"semantic_model": model, "agg": agg, "non_additive_dimension": non_additive}
    return _metric(name, "simple", expr=expr, metric_aggregation_params=aggregation)


def _metric(name: str, kind: str, **parameters: Any) -> Metric:
    definition = {"name": name, "type": kind, "type_params": parameters, "filter": None}
    return Metric(name, name, "", kind, None, "metrics/shop.yml", definition)


def _filter(template: str) -> dict[str, Any]:
    return {"where_filters": [{"where_sql_template": template}]}


def _offset(name: str) -> dict[str, Any]:
    return {"name": name, "offset_window": {"count": 1, "granularity": "day"}}


def _node(table: str) -> ModelNode:
    return ModelNode(
        unique_id=f"model.shop.{table}",
        name=table,
        schema="main",
        alias=table,
        relation_name=f"main.{table}",
        path=f"models/{table}.sql",
        parents=(),
        ref=f"ref('{table}')",
        compiled_sql="",
        is_published=False,
    )
