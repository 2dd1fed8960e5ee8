"""Questions that the planner answers from marts, and those that nobody may answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from lodestar.catalog.catalog import SavedQuery
from lodestar.catalog.contract import Retention
from lodestar.compiler.exports import export_models
from lodestar.compiler.query import Query, compile_query
from lodestar.compiler.query_periods import whole_periods
from lodestar.errors import ConfigurationError
from tests.lodestar.compiler.shop_catalog import answer, contract, shop_catalog, with_metric

JAN_5, JAN_6, JAN_7, FEB_2 = (datetime(2026, *day) for day in ((1, 5), (1, 6), (1, 7), (2, 2)))
JANUARY, FEBRUARY = datetime(2026, 1, 1), datetime(2026, 2, 1)


class _MetricFlow:
    """Stands for MetricFlow: answers with the name of the first mart."""

    def query_sql(self, query, *, place):  # noqa: ARG002
        return "select * from {{ ref('fct_orders') }}"


def compiled(query: Query, catalog=None):
    return compile_query(catalog or shop_catalog(), query, _MetricFlow(), place="saved query 'q'")


def rows(*metrics: str, catalog=None, **asked):
    found = compiled(Query(metrics=metrics, **asked), catalog)
    assert found.served_by == "planner", found.reason
    return sorted(answer(found.sql), key=str)


def test_both_ways_to_name_an_item_mean_the_same():
    dundered = Query(("order_count",), ("metric_time__month", "store__region", "order"), order_by=("-metric_time",))
    called = Query(
        ("order_count",),
        ("TimeDimension('metric_time', 'MONTH')", "Dimension('store__region')", "Entity('order')"),
        order_by=("TimeDimension('metric_time', 'month', descending=True)",),
    )
    assert compiled(dundered).sql == compiled(called).sql


def test_rows_are_there_for_groups_with_rows_and_null_is_a_group():
    found = rows("order_count", "visit_count", group_by=("metric_time", "store__region"))
    assert found == [
        (JAN_5, "north", 1, 1),
        (JAN_5, "south", 1, None),
        (JAN_6, "north", 1, None),
        (JAN_7, "south", None, 1),
        (FEB_2, "south", None, 1),
        (FEB_2, None, 1, 1),
    ]


def test_without_groups_there_is_one_row_even_of_nothing():
    nothing = ("{{ Dimension('order__status') }} = 'unheard of'",)
    assert rows("order_count", "amount_total", where=nothing) == [(None, None)]


def test_a_zero_denominator_gives_null():
    assert rows("orders_per_visit", group_by=("metric_time",)) == [
        (JAN_5, 2.0),
        (JAN_6, None),
        (JAN_7, None),
        (FEB_2, 0.5),
    ]


def test_not_before_an_expression_with_or_denies_all_of_it():
    assert rows("kept_share") == [(0.5,)]


def test_an_expression_makes_nothing_of_groups_that_its_inputs_have_not():
    found = rows("order_count_plus_one", "visit_count", group_by=("metric_time",))
    assert found == [(JAN_5, 3, 1), (JAN_6, 2, None), (JAN_7, None, 1), (FEB_2, 2, 2)]


def test_what_feeds_a_governed_metric_is_zero_where_nothing_happened():
    governed = with_metric(shop_catalog(), "orders_per_visit", contract=contract())
    found = rows("order_count", "visit_count", "orders_per_visit", group_by=("metric_time",), catalog=governed)
    assert found == [(JAN_5, 2, 1, 2.0), (JAN_6, 1, 0, None), (JAN_7, 0, 1, 0.0), (FEB_2, 1, 2, 0.5)]


def test_a_joined_model_is_reached_over_another():
    assert rows("order_count", group_by=("store__manager__manager_name",)) == [("Ann", 2), ("Bob", 1), (None, 1)]


def test_a_history_is_read_at_the_day_of_the_row():
    assert rows("order_count", group_by=("store__tier",)) == [("bronze", 1), ("gold", 1), (None, 2)]


def test_what_does_not_add_up_over_time_is_taken_on_the_last_or_first_day_that_has_rows():
    by_month = rows("stock_last", "stock_first", group_by=("metric_time__month",))
    assert by_month == [(JANUARY, 8, 5), (FEBRUARY, 3, 3)]
    assert rows("stock_last", "stock_first") == [(3, 5)]


def test_a_custom_grain_comes_from_the_time_spine():
    assert rows("order_count", group_by=("metric_time__half",)) == [("P1", 2), ("P2", 2)]


def test_a_range_means_whole_periods():
    range_ = (datetime(2026, 1, 6), datetime(2026, 1, 6))
    assert rows("order_count", group_by=("metric_time__month",), time_range=range_) == [(JANUARY, 3)]
    assert rows("order_count", time_range=range_) == [(1,)]


def test_order_and_limit_are_kept():
    query = Query(("amount_total",), ("metric_time",), order_by=("-amount_total",), limit=2)
    assert answer(compiled(query).sql) == [(FEB_2, 40), (JAN_5, 30)]


def test_dimensions_without_metrics_are_their_distinct_values():
    assert rows(group_by=("store__region",)) == [("north",), ("south",)]
    assert rows(group_by=("store__region",), min_max_only=True) == [("north", "south")]


def test_a_filter_may_name_a_column_of_the_answer():
    where = ("metric_time__month > date '2026-01-01'",)
    assert rows("order_count", group_by=("metric_time__month",), where=where) == [(FEBRUARY, 1)]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (Query(("order_count_before",), ("metric_time",)), "taken from an earlier time"),
        (Query(("order_count",), where=("status = 'paid'",)), "names the column 'status'"),
        (Query(("order_count",), where=("{{ Metric('visit_count', ['store']) }} > 1",)), "value of another metric"),
        (Query(("order_count",), ("metric_time__hour",)), "grain hour"),
        (Query(("order_count",), ("Entity('store__region')",)), "no Entity"),
        (Query(("order_count",), ("store__region",), order_by=("amount_total",)), "order by"),
        (Query(("order_count", "order_count")), "asked for twice"),
        (Query(("nobody",)), "no metric is called"),
        (Query((), ("store",)), "marts have it"),
    ],
)
def test_what_the_planner_does_not_take_metricflow_answers(query, reason):
    found = compiled(query)
    assert found.served_by == "metricflow"
    assert reason in found.reason


def test_what_neither_answers_is_refused_with_both_reasons():
    class Neither:
        def query_sql(self, query, *, place):  # noqa: ARG002
            raise ConfigurationError(f"{place}: MetricFlow can't compile it")

    with pytest.raises(ConfigurationError, match=r"'q': MetricFlow can't compile it\n.*planner.*no metric is called"):
        compile_query(shop_catalog(), Query(("nobody",)), Neither(), place="saved query 'q'")


def test_a_join_that_multiplies_rows_is_refused_by_name():
    with pytest.raises(ConfigurationError, match=r"store__status .* joining visits to orders on 'store'"):
        compiled(Query(("visit_count",), ("store__status",)))


def test_retention_and_growth_are_read_from_metric_values():
    for keys in ({"retention": Retention("on_day", 7)}, {"growth_accounting": "new"}):
        catalog = with_metric(shop_catalog(), "order_count", contract=contract(**keys))
        with pytest.raises(ConfigurationError, match=r"'order_count' has (retention|growth_accounting).*metric_values"):
            compiled(Query(("orders_per_visit",)), catalog)


@pytest.mark.parametrize("metric", ["order_count", "order_count_before"])
def test_days_of_a_time_zone_are_not_asked_of_those_who_know_none(metric):
    catalog = shop_catalog()
    orders = replace(catalog.semantic_models["orders"], time_zone="America/New_York")
    catalog = replace(catalog, semantic_models={**catalog.semantic_models, "orders": orders})
    with pytest.raises(ConfigurationError, match=r"America/New_York.*metric_values"):
        compiled(Query((metric,)), catalog)


def test_an_export_is_its_saved_query():
    catalog = shop_catalog()
    asked = {
        "metrics": ["order_count"],
        "group_by": ["TimeDimension('metric_time', 'day')"],
        "where": {"where_filters": [{"where_sql_template": "{{ Dimension('order__status') }} <> 'returned'"}]},
        "order_by": ["-metric_time"],
        "limit": 1,
    }
    manifest = {**catalog.semantic_manifest, "saved_queries": [{"name": "days", "query_params": asked}]}
    saved = SavedQuery("days", tuple(asked["group_by"]), (("scorecard", None, "table"),), "metrics/shop.yml")
    catalog = replace(catalog, semantic_manifest=manifest, saved_queries=(saved,))
    (model,) = export_models(catalog, _MetricFlow(), week_start="monday")
    assert (model.name, model.schema, "(planner)" in model.note) == ("scorecard", "hub", True)
    assert answer(model.full_sql) == [(FEB_2, 1)]


@pytest.mark.parametrize(
    ("grain", "start", "end"),
    [
        ("second", datetime(2026, 5, 13, 10, 20, 30), datetime(2026, 5, 13, 10, 20, 31)),
        ("hour", datetime(2026, 5, 13, 10), datetime(2026, 5, 13, 11)),
        ("day", datetime(2026, 5, 13), datetime(2026, 5, 14)),
        ("week", datetime(2026, 5, 11), datetime(2026, 5, 18)),
        ("month", datetime(2026, 5, 1), datetime(2026, 6, 1)),
        ("quarter", datetime(2026, 4, 1), datetime(2026, 7, 1)),
        ("year", datetime(2026, 1, 1), datetime(2027, 1, 1)),
    ],
)
def test_a_moment_lies_in_its_period(grain, start, end):
    moment = datetime(2026, 5, 13, 10, 20, 30, 5)
    assert whole_periods(moment, moment, grain) == (start, end)
    december = datetime(2026, 12, 31)
    assert whole_periods(december, december, "month") == (datetime(2026, 12, 1), datetime(2027, 1, 1))
