"""A fingerprint moves with what can move a number, and with nothing else."""

import copy
from dataclasses import replace

import pytest

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.catalog.contract import Contract, Retention
from lodestar.catalog.metric import Metric, SemanticModel
from lodestar.governance.fingerprints import fingerprint

MART = ModelNode(
    "model.x.fct_orders", "fct_orders", "marts", "fct_orders", "r", "p.sql", (), "ref('fct_orders')", "", False
)
ORDERS = SemanticModel("orders", MART.unique_id, "r", {"name": "orders", "dimensions": [], "measures": []}, None)
CONTRACT = Contract(1, "certified", "commerce", "kpi", "CNY", "up", ("month",))


def simple(name, expr, agg="sum", contract=None):
    aggregation = {"semantic_model": "orders", "agg": agg, "agg_time_dimension": "ordered_date"}
    parameters = {"expr": expr, "metric_aggregation_params": aggregation}
    return metric(name, "simple", parameters, contract)


def metric(name, kind, parameters, contract=None, **rest):
    definition = {"name": name, "type": kind, "type_params": parameters, "label": name, "description": "words", **rest}
    return Metric(name, name, "words", kind, contract, "m.yml", definition)


def catalog(*metrics):
    by_name = {m.name: m for m in metrics}
    return Catalog("x", "duckdb", {MART.unique_id: MART}, (), by_name, {"orders": ORDERS}, None, (), {})


def ratio(numerator_filter=None, **definition):
    numerator = {"name": "amount", "filter": numerator_filter}
    parameters = {"numerator": numerator, "denominator": {"name": "orders"}}
    return metric("aov", "ratio", parameters, CONTRACT, **definition)


AMOUNT, ORDER_COUNT = simple("amount", "order_amount"), simple("orders", "order_id", "count")


def test_words_owner_and_white_space_do_not_move_it():
    before = fingerprint(ratio(), catalog(AMOUNT, ORDER_COUNT))
    definition = copy.deepcopy(ratio().definition) | {"label": "Other", "description": "other", "config": {"meta": {}}}
    renamed = replace(ratio(), definition=definition, contract=replace(CONTRACT, owner="other", version=2))

    assert fingerprint(renamed, catalog(simple("amount", " order_amount "), ORDER_COUNT)) == before


@pytest.mark.parametrize(
    ("changed", "inputs"),
    [
        (ratio(), (simple("amount", "order_amount * 2"), ORDER_COUNT)),
        (ratio(), (simple("amount", "order_amount", "average"), ORDER_COUNT)),
        (ratio({"where_filters": [{"where_sql_template": "is_new"}]}), (AMOUNT, ORDER_COUNT)),
        (ratio(filter={"where_filters": [{"where_sql_template": "is_new"}]}), (AMOUNT, ORDER_COUNT)),
        (replace(ratio(), contract=replace(CONTRACT, maturity_days=7)), (AMOUNT, ORDER_COUNT)),
        (replace(ratio(), contract=replace(CONTRACT, retention=Retention(1, 7))), (AMOUNT, ORDER_COUNT)),
        (replace(ratio(), contract=replace(CONTRACT, growth_accounting="new")), (AMOUNT, ORDER_COUNT)),
    ],
)
def test_what_can_move_a_number_moves_it(changed, inputs):
    assert fingerprint(changed, catalog(*inputs)) != fingerprint(ratio(), catalog(AMOUNT, ORDER_COUNT))


def test_a_simple_metric_without_an_expression_is_named_after_its_column():
    first, second = simple("revenue", None, contract=CONTRACT), simple("margin", None, contract=CONTRACT)

    assert fingerprint(first, catalog(first)) != fingerprint(second, catalog(second))
