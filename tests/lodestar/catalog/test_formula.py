"""A formula reads like what is computed."""

import pytest

from lodestar.catalog.contract import Contract, Retention
from lodestar.catalog.formula import formula
from lodestar.catalog.metric import Metric


def contract_with(**keys):
    return Contract(1, "certified", "shop", "kpi", "ratio", "up", ("week",), **keys)


def metric(name, kind, contract=None, metric_filter=None, **parameters):
    definition = {"name": name, "type": kind, "type_params": parameters, "filter": metric_filter}
    return Metric(name, name, "", kind, contract, "m.yml", definition)


def where(text):
    return {"where_filters": [{"where_sql_template": text}]}


SIMPLE = {
    "amount": metric("amount", "simple", expr="order_amount", metric_aggregation_params={"agg": "sum"}),
    "refunds": metric("refunds", "simple", expr="refund_amount", metric_aggregation_params={"agg": "sum"}),
    "buyers": metric("buyers", "simple", expr="customer_id", metric_aggregation_params={"agg": "count_distinct"}),
}
AMOUNT, REFUNDS, BUYERS = ({"name": name} for name in SIMPLE)


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (SIMPLE["amount"], "sum(order_amount)"),
        (metric("m", "derived", expr="amount", metrics=[AMOUNT]), "sum(order_amount)"),
        (
            metric("m", "derived", expr="amount - refunds", metrics=[AMOUNT, REFUNDS]),
            "sum(order_amount) - sum(refund_amount)",
        ),
        (
            metric("m", "ratio", numerator=AMOUNT, denominator=BUYERS),
            "sum(order_amount) / count distinct(customer_id)",
        ),
        (
            metric(
                "m",
                "ratio",
                numerator=AMOUNT | {"filter": where("{{ Dimension('order__is_new') }} = true")},
                denominator=AMOUNT,
            ),
            "sum(order_amount) where order__is_new = true / sum(order_amount)",
        ),
        (
            metric(
                "m",
                "cumulative",
                cumulative_type_params={"metric": AMOUNT, "window": {"count": 28, "granularity": "day"}},
            ),
            "sum(order_amount) over the last 28 day",
        ),
        (
            metric(
                "m",
                "derived",
                expr="amount - before",
                metrics=[AMOUNT, AMOUNT | {"alias": "before", "offset_window": {"count": 1, "granularity": "month"}}],
            ),
            "sum(order_amount) - sum(order_amount) offset by 1 month",
        ),
    ],
)
def test_inputs_are_resolved_to_columns(built, text):
    assert formula(built, SIMPLE) == text


RETENTION = {
    "conversion_type_params": {"base_metric": {"name": "starters"}, "conversion_metric": BUYERS, "entity": "customer"}
}
STARTERS = metric("starters", "simple", expr="customer_id", metric_aggregation_params={"agg": "count_distinct"})


@pytest.mark.parametrize(
    ("contract", "when"),
    [(Retention(7, 7), "on day 7"), (Retention(1, 7), "within 7 days")],
)
def test_a_retention_says_on_which_days(contract, when):
    built = metric("m", "conversion", contract=contract_with(retention=contract), **RETENTION)

    assert f"count distinct(customer_id) {when} after the first day" in formula(built, SIMPLE | {"starters": STARTERS})


def test_growth_accounting_says_which_state():
    contract = contract_with(growth_accounting="churned")
    built = metric("m", "derived", contract=contract, expr="buyers", metrics=[BUYERS])

    assert formula(built, SIMPLE) == "churned in count distinct(customer_id)"
