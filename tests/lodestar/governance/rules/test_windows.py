"""What must fit together inside one metric."""

import pytest

from lodestar.catalog.contract import Retention
from tests.lodestar.governance.rules.company import Company, found, where

DAYS_28 = {"count": 28, "granularity": "day"}
BOTH = {"grains": ("day", "month")}


def company_with_months():
    company = Company()
    company.mart("customer_months", "month", "month")
    company.simple("repeat_buyer_count", "count", mart="customer_months")
    company.simple("buyer_count", "count", mart="customer_months")
    return company


def test_a_ratio_of_months_over_days_is_found_through_its_inputs():
    company = company_with_months()
    company.derived("repeat_buyers", "repeat_buyer_count")
    company.ratio("repeat_share", "repeat_buyers", "order_count", unit="ratio")

    (finding,) = found("G303", company)

    assert finding.subject == "repeat_share"
    assert "a month in customer_months (repeat_buyers) by rows of a day in orders (order_count)" in finding.message


def test_a_ratio_of_months_over_months_is_not_found():
    company = company_with_months()
    company.ratio("repeat_share", "repeat_buyer_count", "buyer_count", unit="ratio")

    assert found("G303", company) == []


@pytest.mark.parametrize(
    "below",
    [
        "orders_28d",
        {"name": "order_count", "offset_window": DAYS_28},
        {"name": "order_count", "offset_to_grain": "month"},
    ],
)
def test_a_ratio_of_the_period_over_something_else_is_found_where_it_has_several_grains(below):
    company = Company()
    company.cumulative("orders_28d", "order_count", window=DAYS_28)
    company.ratio("share", "returned_count", below, unit="ratio", **BOTH)

    (finding,) = found("G304", company)

    assert (finding.subject, finding.severity) == ("share", "warning")
    assert "by day, month it means something else each time" in finding.message


def test_a_ratio_with_one_grain_says_what_it_means():
    company = Company()
    company.cumulative("orders_28d", "order_count", window=DAYS_28)
    company.ratio("stickiness", "returned_count", "orders_28d", unit="ratio", grains=("day",))

    assert found("G304", company) == []


def test_two_windows_or_two_periods_are_not_found():
    company = Company()
    company.cumulative("orders_28d", "order_count", window=DAYS_28)
    company.cumulative("orders_7d", "order_count", window={"count": 7, "granularity": "day"})
    company.ratio("share", "orders_7d", "orders_28d", unit="ratio", **BOTH)
    company.change("order_value", **BOTH)

    assert found("G304", company) == []


@pytest.mark.parametrize("period_agg", [None, "first"])
def test_a_cumulative_metric_that_takes_the_first_day_is_found(period_agg):
    company = Company()
    company.cumulative("orders_28d", "order_count", window=DAYS_28, period_agg=period_agg)

    assert [finding.subject for finding in found("G305", company)] == ["orders_28d"]


@pytest.mark.parametrize("period_agg", ["last", "average"])
def test_a_cumulative_metric_that_says_which_day_it_takes_is_not_found(period_agg):
    company = Company()
    company.cumulative("orders_28d", "order_count", window=DAYS_28, period_agg=period_agg)

    assert found("G305", company) == []


def company_with_events(condition="user_id"):
    company = Company()
    company.mart("sign_ups", "signed_up_date")
    company.simple("starters", "count_distinct", mart="sign_ups", expr="user_id")
    company.simple("buyers", "count_distinct", expr="user_id")
    company.simple("visitors", "count_distinct", expr=condition)
    return company


def test_a_filter_on_an_event_of_a_conversion_is_found():
    company = company_with_events()
    company.conversion("rate", {"name": "starters", "filter": where("plan = 'trial'")}, "buyers")

    (finding,) = found("G306", company)

    assert "a filter on starters" in finding.message


def test_a_filter_on_the_conversion_or_on_the_event_s_own_metric_is_found():
    company = company_with_events()
    company.conversion("rate", "starters", "buyers")
    for name in ("rate", "buyers"):
        company.metrics[name].definition["filter"] = where("plan = 'trial'")

    (finding,) = found("G306", company)

    assert "a filter on itself and buyers" in finding.message


def test_a_conversion_without_filters_is_not_found():
    company = company_with_events()
    company.conversion("rate", "starters", "buyers")

    assert found("G306", company) == []


@pytest.mark.parametrize("condition", ["case when is_new then user_id end", "CASE WHEN x THEN y END"])
def test_two_events_of_one_mart_told_apart_by_a_condition_are_found(condition):
    company = company_with_events(condition)
    company.conversion("rate", "visitors", "buyers")

    (finding,) = found("G307", company)

    assert "over one mart, orders" in finding.message


def test_a_count_of_true_is_a_condition_too():
    company = company_with_events()
    company.simple("payers", "sum_boolean", expr="is_paid")
    company.conversion("rate", "buyers", "payers")

    assert len(found("G307", company)) == 1


def test_two_events_of_two_marts_or_without_a_condition_are_not_found():
    company = company_with_events("case when is_new then user_id end")
    company.conversion("apart", "starters", "visitors")
    company.simple("payers", "count_distinct", expr="user_id")
    company.conversion("together", "payers", "buyers")

    assert found("G307", company) == []


@pytest.mark.parametrize("code", ["G306", "G307"])
def test_a_retention_is_computed_by_lodestar_alone(code):
    company = company_with_events("case when is_new then user_id end")
    base = {"name": "visitors", "filter": where("plan = 'trial'")}
    company.conversion("retention", base, "buyers", retention=Retention(7, 7))

    assert found(code, company) == []
