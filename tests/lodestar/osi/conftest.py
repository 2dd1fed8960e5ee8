"""Documents by hand, and the catalogs that exports are made from."""

from __future__ import annotations

from typing import Any

import pytest

from lodestar.osi.check import check_document
from lodestar.osi.imported import Imported, read_into_dbt


def expression(sql: str, dialect: str = "ANSI_SQL") -> dict[str, Any]:
    return {"dialects": [{"dialect": dialect, "expression": sql}]}


def field(name: str, sql: str | None = None, **keys: Any) -> dict[str, Any]:
    return {"name": name, "expression": expression(sql or name), **keys}


def metric(name: str, sql: str, **keys: Any) -> dict[str, Any]:
    return {"name": name, "expression": expression(sql), **keys}


@pytest.fixture
def bakery() -> dict[str, Any]:
    """A bakery's model as another tool would write it: two tables, a key between them, some metrics."""
    time, group = {"is_time": True}, {"is_time": False}
    return {
        "version": "0.2.0.dev0",
        "name": "bakery",
        "datasets": [
            {
                "name": "sales",
                "source": "shop.public.fct_sales",
                "primary_key": ["sale_id"],
                "description": "One row per loaf sold.",
                "fields": [
                    field("sale_id"),
                    field("shop_id"),
                    field("sold_on", dimension=time, description="Day of the sale."),
                    field("flour", dimension=group),
                    field("net_price", "price - discount"),
                ],
            },
            {
                "name": "shops",
                "source": "shop.public.dim_shops",
                "primary_key": ["id"],
                "fields": [field("id"), field("town", dimension=group)],
            },
        ],
        "relationships": [
            {"name": "sold_in", "from": "sales", "to": "shops", "from_columns": ["shop_id"], "to_columns": ["id"]}
        ],
        "metrics": [
            metric("takings", "SUM(sales.net_price)", description="What was paid."),
            metric("loaves", "COUNT(sales.sale_id)"),
            metric("price_of_a_loaf", "SUM(sales.net_price) / NULLIF(COUNT(sales.sale_id), 0)"),
            metric("rye_share", "SUM(CASE WHEN sales.flour = 'rye' THEN 1 ELSE 0 END) * 1.0 / COUNT(sales.sale_id)"),
            metric("takings_and_tip", "COALESCE(SUM(sales.net_price), 0) + COUNT(sales.sale_id) * 0.1"),
        ],
    }


def read(document: dict[str, Any]) -> Imported:
    """The document as dbt files, checked first."""
    return read_into_dbt(document, check_document(document, place="bakery.yaml"))
