"""A metric's SQL expression is the metric, resolved to columns; where there is none, none is given.

Compared with text here; test_values.py compares what the expressions compute with what a hub publishes.
"""

from dataclasses import replace

import pytest
import sqlglot

from lodestar.catalog.contract import Retention
from lodestar.osi.datasets import Datasets
from lodestar.osi.metric_sql import MetricSql, NotSaid
from lodestar.osi.portable import NotPortable, portable, say
from tests.lodestar.compiler.shop_catalog import contract, semantic_model, shop_catalog, with_metric


def sql(catalog, name):
    return say(MetricSql(catalog, Datasets(catalog, {})).expression(catalog.metrics[name]))


def filtered(catalog, name, template):
    definition = {**catalog.metrics[name].definition, "filter": {"where_filters": [{"where_sql_template": template}]}}
    return with_metric(catalog, name, definition=definition)


def with_parameters(catalog, name, **parameters):
    definition = catalog.metrics[name].definition
    changed = {**definition, "type_params": {**definition["type_params"], **parameters}}
    return with_metric(catalog, name, definition=changed)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("order_count", "COUNT(orders.order_id)"),
        ("amount_total", "SUM(orders.amount)"),
        (
            "orders_per_visit",
            "CAST(COUNT(orders.order_id) AS DOUBLE PRECISION)"
            " / NULLIF(SUM(CASE WHEN NOT visits.visit_id IS NULL THEN 1 END), 0)",
        ),
        (
            "kept_share",
            "CAST(COUNT(CASE WHEN (NOT (orders.is_gone)) THEN orders.order_id END) AS DOUBLE PRECISION)"
            " / NULLIF(COUNT(orders.order_id), 0)",
        ),
        ("order_count_plus_one", "COALESCE(COUNT(orders.order_id), 0) + 1"),
    ],
)
def test_a_metric_is_said_down_to_its_columns(name, expected):
    assert sql(shop_catalog(), name).replace("(NOT orders.is_gone)", "(NOT (orders.is_gone))") == expected


@pytest.mark.parametrize(
    ("agg", "settings", "expected"),
    [
        ("average", None, "AVG(orders.amount)"),
        ("min", None, "MIN(orders.amount)"),
        ("count_distinct", None, "COUNT(DISTINCT orders.amount)"),
        ("sum_boolean", None, "SUM(CASE WHEN orders.amount THEN 1 ELSE 0 END)"),
        ("median", None, "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY orders.amount)"),
        ("percentile", {"percentile": 0.9}, "PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY orders.amount)"),
        (
            "percentile",
            {"percentile": 0.9, "use_discrete_percentile": True},
            "PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY orders.amount)",
        ),
    ],
)
def test_each_aggregation_has_its_function(agg, settings, expected):
    declared = {"semantic_model": "orders", "agg": agg, "agg_params": settings}

    assert sql(with_parameters(shop_catalog(), "amount_total", metric_aggregation_params=declared), "amount_total") == (
        expected
    )


def test_a_filter_on_a_joined_dimension_names_the_other_dataset():
    catalog = filtered(shop_catalog(), "amount_total", "{{ Dimension('store__region') }} = 'north'")

    assert sql(catalog, "amount_total") == "SUM(CASE WHEN (stores.region = 'north') THEN orders.amount END)"


def test_a_time_in_a_filter_is_cut_to_its_grain():
    template = "{{ TimeDimension('order__ordered_date', 'month') }} >= '2026-02-01'"

    assert "DATE_TRUNC('MONTH', orders.ordered_date) >= '2026-02-01'" in sql(
        filtered(shop_catalog(), "amount_total", template), "amount_total"
    )


def test_whole_numbers_divide_to_fractions_and_never_by_zero():
    catalog = with_parameters(shop_catalog(), "order_count_plus_one", expr="order_count / order_count")

    assert sql(catalog, "order_count_plus_one") == (
        "CAST(COUNT(orders.order_id) AS DOUBLE PRECISION) / NULLIF(COUNT(orders.order_id), 0)"
    )


@pytest.mark.parametrize(
    ("catalog", "name", "construct"),
    [
        (shop_catalog(), "stock_last", "non_additive_dimension"),
        (shop_catalog(), "order_count_before", "offset_window"),
        (
            with_metric(shop_catalog(), "order_count", contract=contract(growth_accounting="new")),
            "orders_per_visit",
            "growth_accounting",
        ),
        (
            with_metric(shop_catalog(), "order_count", contract=contract(retention=Retention(7, 7))),
            "order_count",
            "retention",
        ),
        (with_metric(shop_catalog(), "kept_share", type="cumulative"), "kept_share", "cumulative"),
        (with_metric(shop_catalog(), "kept_share", type="conversion"), "kept_share", "conversion"),
        (filtered(shop_catalog(), "order_count", "{{ Dimension('store__tier') }} = 'gold'"), "order_count", "validity"),
        (filtered(shop_catalog(), "order_count", "{{ Dimension('metric_time') }} > '2026'"), "order_count", "filter"),
        (filtered(shop_catalog(), "order_count", "status = 'paid'"), "order_count", "filter"),
        (filtered(shop_catalog(), "order_count", "{{ Metric('visit_count') }} > 1"), "order_count", "filter"),
        (with_parameters(shop_catalog(), "order_count", expr="list_sum(order_id)"), "order_count", "expression"),
        (with_parameters(shop_catalog(), "order_count", expr="(select 1)"), "order_count", "expression"),
    ],
)
def test_what_no_aggregate_says_is_refused_with_the_construct(catalog, name, construct):
    with pytest.raises(NotSaid) as refused:
        sql(catalog, name)

    assert refused.value.construct == construct


def test_a_dataset_that_is_reached_in_two_ways_is_not_guessed_at():
    catalog = shop_catalog()
    direct = semantic_model(
        "orders",
        "fct_orders",
        {"order": "primary", "store": "foreign", "manager": "foreign"},
        [*catalog.semantic_models["orders"].definition["dimensions"]],
        "ordered_date",
    )
    catalog = replace(catalog, semantic_models={**catalog.semantic_models, "orders": direct})
    catalog = filtered(catalog, "order_count", "{{ Dimension('manager__manager_name') }} = 'Ann'")

    with pytest.raises(NotSaid, match="more than one way"):
        sql(catalog, "order_count")


@pytest.mark.parametrize(
    "text",
    ["a ilike 'x'", "random()", "a::json", "sum(a)", "a; b", "(select 1)", "t.a", "a -- b", "regexp_matches(a, 'x')"],
)
def test_what_engines_say_differently_is_not_portable(text):
    with pytest.raises(NotPortable):
        portable(text, "duckdb")


def test_names_that_are_words_of_sql_are_quoted_where_they_must_be():
    tree = sqlglot.expressions.column("select", table="order")

    assert say(tree) in ('"order"."select"', "order.select")
    assert sqlglot.parse_one(say(tree), dialect="postgres").name == "select"
