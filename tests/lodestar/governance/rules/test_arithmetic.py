"""Division by nothing, and sums of what can't be added up."""

import pytest

from tests.lodestar.governance.rules.company import Company, found, where

INPUTS = ["amount_total", "order_count", "returned_count"]


def company_with(expr, inputs=INPUTS):
    company = Company()
    for name in ("app_learners", "web_learners"):
        company.simple(name, "count_distinct")
    company.simple("average_basket", "average")
    company.ratio("value_of_returns", "amount_total", "returned_count", unit="CNY per order")
    company.derived("net", "amount_total - returned_count", ["amount_total", "returned_count"])
    company.derived("made", expr, inputs)
    return company


@pytest.mark.parametrize(
    "expr",
    [
        "amount_total / order_count",
        "amount_total / (order_count - returned_count)",
        "amount_total / coalesce(order_count, 0)",
        "100 * amount_total / (nullif(returned_count, 0) + order_count)",
        "returned_count // order_count",
    ],
)
def test_a_divisor_that_may_be_zero_is_found(expr):
    (finding,) = found("G308", company_with(expr))

    assert "order_count" in finding.message
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    "expr",
    [
        "amount_total / nullif(order_count, 0)",
        "amount_total / 100",
        "case when order_count > 0 then amount_total / order_count end",
        "amount_total - order_count",
        "amount_total / / order_count",
    ],
)
def test_a_divisor_that_is_never_zero_is_not_found(expr):
    assert found("G308", company_with(expr)) == []


@pytest.mark.parametrize(
    ("expr", "inputs"),
    [
        ("app_learners + web_learners", ["app_learners", "web_learners"]),
        ("coalesce(app_learners, 0) + (order_count)", ["app_learners", "order_count"]),
        ("(a + b) / 2", [{"name": "order_value", "alias": "a"}, {"name": "value_of_returns", "alias": "b"}]),
        ("order_count + average_basket", ["order_count", "average_basket"]),
        ("app_learners + web_learners + order_count", ["app_learners", "web_learners", "order_count"]),
    ],
)
def test_a_sum_of_what_can_not_be_added_is_found_once(expr, inputs):
    (finding,) = found("G309", company_with(expr, inputs))

    assert (finding.subject, finding.severity) == ("made", "error")


def test_a_distinct_count_is_known_under_another_name_and_through_a_window():
    company = company_with("learners + recent", ["learners", "recent"])
    company.derived("learners", "app_learners")
    company.cumulative("recent", "web_learners", window={"count": 7, "granularity": "day"})

    (finding,) = found("G309", company)

    assert "learners counts distinct keys; recent counts distinct keys" in finding.message


@pytest.mark.parametrize(
    ("expr", "inputs"),
    [
        ("amount_total + order_count", INPUTS),
        ("app_learners + 1", ["app_learners"]),
        ("app_learners + somebody", ["app_learners"]),
        ("order_count + net", ["order_count", "net"]),
        ("app_learners - web_learners", ["app_learners", "web_learners"]),
    ],
)
def test_a_sum_of_sums_is_not_found(expr, inputs):
    assert found("G309", company_with(expr, inputs)) == []


def test_a_ratio_that_is_summed_over_segments_is_found_though_both_have_its_denominator():
    segments = [
        {"name": "return_rate", "alias": part, "filter": where(f"{{{{ Dimension('order__channel') }}}} = '{part}'")}
        for part in ("web", "store")
    ]
    (finding,) = found("G309", company_with("web + store", segments))

    assert "made adds up return_rate + return_rate, but return_rate is a quotient" in finding.message


def test_shares_of_one_whole_and_states_of_growth_add_up():
    company = company_with("return_rate + kept_rate", ["return_rate", "kept_rate"])
    company.ratio("kept_rate", "amount_total", "order_count", unit="ratio")
    company.derived("new", "app_learners", growth_accounting="new")
    company.derived("retained", "app_learners", growth_accounting="retained")
    company.derived("active", "new + retained", ["new", "retained"])

    assert found("G309", company) == []
