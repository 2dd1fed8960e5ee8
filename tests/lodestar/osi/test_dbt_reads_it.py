"""dbt 1.12 has a reader of OSI documents of its own: it takes what Lodestar writes, and reads plain sums as meant.

What it makes of conditions, ratios and grains is its own matter: it knows none of our extensions.
"""

from __future__ import annotations

import json
import shutil

import pytest

from lodestar.dbt import invocation
from lodestar.settings import open_project
from lodestar.workflows.osi import export_osi
from tests.conftest import ROOT

SHOP = ROOT / "tests" / "projects" / "shop"


@pytest.mark.slow
def test_dbt_takes_the_released_version_and_reads_keys_and_plain_sums(tmp_path):
    shutil.copytree(SHOP, tmp_path / "source")
    shutil.copytree(SHOP, tmp_path / "target")
    for path in ("models/shop.yml", "metrics/shop.yml", "metrics/windows.yml"):
        (tmp_path / "target" / path).unlink()
    (tmp_path / "target" / "models" / "sources.yml").write_text(
        "sources: [{name: shop, schema: raw, tables: [{name: orders, identifier: shop__orders}]}]", encoding="utf-8"
    )
    (tmp_path / "target" / "models" / "dates.yml").write_text(
        "models: [{name: dim_dates, time_spine: {standard_granularity_column: date_day}, "
        "columns: [{name: date_day, granularity: day}]}]",
        encoding="utf-8",
    )
    (tmp_path / "target" / "OSI").mkdir()
    source = open_project(tmp_path / "source", hub_dir=tmp_path / "hub")

    export_osi(source, "0.1.1", tmp_path / "shop.json")
    # not the loss manifest beside it: dbt takes every .json below OSI/ for a document
    shutil.copy(tmp_path / "shop.json", tmp_path / "target" / "OSI" / "shop.json")
    invocation.parse(open_project(tmp_path / "target", hub_dir=tmp_path / "hub_of_target"))

    read = json.loads((tmp_path / "target" / "target" / "semantic_manifest.json").read_text(encoding="utf-8"))
    orders = next(model for model in read["semantic_models"] if model["name"] == "orders")
    assert {(entity["name"], entity["type"]) for entity in orders["entities"]} == {
        ("order_id", "primary"),
        ("store_id", "foreign"),
    }
    total = next(metric for metric in read["metrics"] if metric["name"] == "order_amount_total")
    aggregation = total["type_params"]["metric_aggregation_params"]
    assert (aggregation["semantic_model"], aggregation["agg"], total["type_params"]["expr"]) == (
        "orders",
        "sum",
        "order_amount",
    )
