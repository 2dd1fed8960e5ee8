"""The document says what the project says; what it can't say stands in extensions and in the loss manifest."""

import json

import pytest

from lodestar.osi.check import check_document
from lodestar.osi.document import write_document
from lodestar.osi.export import export
from lodestar.osi.formats import DRAFT, RELEASED, format_of
from tests.lodestar.compiler.shop_catalog import shop_catalog, with_metric

CONTRACT = {
    "version": 3,
    "status": "certified",
    "owner": "shop",
    "role": "kpi",
    "unit": "CNY",
    "direction": "up",
    "grains": ["month"],
    "label_zh": "金额",
    "maturity_days": 7,
    "a_key_of_tomorrow": {"zero": 0, "nothing": None},
}
COLUMNS = {
    "order_id": {"data_type": "bigint", "description": "Id."},
    "ordered_date": {"data_type": "date"},
    "amount": {"data_type": "decimal(18, 2)", "description": "CNY."},
}
NODES = {"model.shop.fct_orders": {"columns": COLUMNS, "config": {"meta": {"lodestar": {"time_zone": "UTC"}}}}}


def governed():
    catalog = shop_catalog()
    definition = {**catalog.metrics["amount_total"].definition, "config": {"meta": {"lodestar": CONTRACT}}}
    catalog = with_metric(catalog, "amount_total", definition=definition, label="Amount")
    stock = {**catalog.metrics["stock_last"].definition, "config": {"meta": {"lodestar": CONTRACT}}}
    catalog = with_metric(catalog, "stock_last", definition=stock)
    catalog.semantic_manifest["project_configuration"].clear()
    return catalog


def exported(version=DRAFT):
    return export(governed(), NODES, format_of(version))


def one(entries, name):
    return next(entry for entry in entries if entry["name"] == name)


def kept(element, vendor):
    return next(json.loads(e["data"]) for e in element["custom_extensions"] if e["vendor_name"] == vendor)


@pytest.mark.parametrize("version", [RELEASED, DRAFT])
def test_the_document_is_valid_and_the_same_every_time(version):
    first, second = (write_document(exported(version).document, is_json=True) for _ in range(2))

    assert first == second
    assert check_document(json.loads(first), place="x").version == version


def test_a_mart_is_a_dataset_with_keys_dimensions_and_the_columns_that_metrics_read():
    orders = one(exported().document["datasets"], "orders")

    assert (orders["source"], orders["primary_key"]) == ("main.fct_orders", ["order_id"])
    fields = {field["name"]: field for field in orders["fields"]}
    assert list(fields) == ["order_id", "store_id", "ordered_date", "is_gone", "status", "amount"]
    assert fields["ordered_date"]["dimension"] == {"is_time": True}
    assert fields["ordered_date"]["datatype"] == "Date"
    assert fields["amount"] == {
        "name": "amount",
        "expression": {"dialects": [{"dialect": "ANSI_SQL", "expression": "amount"}]},
        "description": "CNY.",
        "datatype": "Decimal",
    }
    assert fields["is_gone"]["expression"]["dialects"][0]["expression"] == "status = 'returned' OR status = 'lost'"


def test_only_keys_that_find_one_row_have_relationships():
    relationships = {(r["from"], r["to"]) for r in exported().document["relationships"]}

    # tiers know a store many times, once for each time it had one; two foreign keys are no relationship
    assert relationships == {("orders", "stores"), ("visits", "stores"), ("stock", "stores"), ("stores", "managers")}


def test_labels_of_both_languages_are_synonyms():
    assert one(exported().document["metrics"], "amount_total")["ai_context"] == {"synonyms": ["Amount", "金额"]}


def test_the_whole_contract_is_kept_also_keys_that_nobody_knows_yet():
    assert kept(one(exported().document["metrics"], "amount_total"), "COMMON") == {"lodestar": CONTRACT}


def test_a_metric_without_an_expression_is_left_out_and_its_definition_kept():
    done = exported()

    assert done.left_out == ("order_count_before", "stock_first", "stock_last")
    assert not {"stock_last", "order_count_before"} & {metric["name"] for metric in done.document["metrics"]}
    project = kept(done.document, "DBT")["project"]
    assert one(project["metrics"], "stock_last")["type_params"]["metric_aggregation_params"]["non_additive_dimension"]
    assert kept(done.document, "COMMON")["lodestar"]["metrics"] == {"stock_last": CONTRACT}
    loss = next(loss for loss in done.losses if loss.metric == "stock_last")
    assert (loss.construct, loss.kept_in) == ("non_additive_dimension", "custom_extensions[1]")


def test_what_a_reader_would_get_wrong_is_listed_with_where_it_is_kept():
    number = [metric["name"] for metric in exported().document["metrics"]].index("amount_total")
    losses = {loss.construct: loss for loss in exported().losses if loss.metric == "amount_total"}

    assert losses.keys() == {"contract", "grains", "maturity_days", "agg_time_dimension"}
    assert losses["grains"].what_is_lost.startswith("It is agreed for month only")
    assert losses["grains"].kept_in == f"metrics[{number}].custom_extensions[0]"
    assert losses["agg_time_dimension"].kept_in == f"metrics[{number}].custom_extensions[1]"
    about_marts = {loss.construct for loss in exported().losses if loss.metric is None}
    assert {"entities", "time_granularity", "validity_params", "natural", "time_zone"} <= about_marts


def test_zero_is_not_nothing():
    catalog = governed()
    definition = catalog.metrics["order_count"].definition
    filled = {**definition, "type_params": {**definition["type_params"], "fill_nulls_with": 0}}
    done = export(with_metric(catalog, "order_count", definition=filled), {}, format_of(DRAFT))

    assert kept(one(done.document["metrics"], "order_count"), "DBT")["metric"]["type_params"]["fill_nulls_with"] == 0
    assert "fill_nulls_with" in {loss.construct for loss in done.losses if loss.metric == "order_count"}
