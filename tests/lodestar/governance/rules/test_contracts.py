"""What a contract says beside the formula."""

import pytest

from lodestar.governance.units import UNITS
from tests.lodestar.governance.rules.company import Company, found


@pytest.mark.parametrize("unit", ["RMB", "cny", "order", "CNY per", "per order", "orders per CNX"])
def test_a_unit_that_nobody_knows_is_found(unit):
    company = Company()
    company.change("orders", unit=unit)

    (finding,) = found("G104", company)

    assert repr(unit) in finding.message


@pytest.mark.parametrize("unit", ["CNY", "ratio", "points", "minutes per learner", "orders per user per month"])
def test_a_unit_that_everybody_knows_is_not_found(unit):
    company = Company()
    company.change("orders", unit=unit)

    assert found("G104", company) == []


def test_a_unit_of_the_company_s_own_is_not_found():
    company = Company()
    company.change("orders", unit="school days per person")

    assert found("G104", company, units=UNITS | {"school days"}) == []


@pytest.mark.parametrize("unit", ["CNY", "orders"])
def test_a_ratio_that_is_counted_in_things_is_found(unit):
    company = Company()
    company.change("order_value", unit=unit)

    (finding,) = found("G105", company)

    assert finding.subject == "order_value"


@pytest.mark.parametrize("unit", ["ratio", "share", "percent", "points", "CNY per order"])
def test_a_ratio_with_a_unit_of_quotients_is_not_found(unit):
    company = Company()
    company.change("order_value", unit=unit)

    assert found("G105", company) == []


def test_a_conversion_rate_is_a_quotient_and_a_count_of_conversions_is_none():
    company = Company()
    company.conversion("paying_rate", "order_count", "returned_count", unit="orders")
    company.conversion("paying", "order_count", "returned_count", "conversions", unit="orders")

    assert [finding.subject for finding in found("G105", company)] == ["paying_rate"]


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("", "is missing"),
        ("Orders.", "has 1 word;"),
        ("支付的订单数量", "has 3 words"),
        ("Orders that don't count twice, by day of payment.", "has 9 words"),
    ],
)
def test_a_description_that_says_nothing_is_found(description, said):
    company = Company()
    company.change("orders", description=description)

    (finding,) = found("G106", company)

    assert said in finding.message


@pytest.mark.parametrize(
    "description",
    [
        "Orders that don't count twice, by the day of payment.",
        "统计当期已支付的订单，按上海时间下单日计；已取消的订单不计入。",
    ],
)
def test_ten_words_in_either_language_are_not_found(description):
    company = Company()
    company.change("orders", description=description)

    assert found("G106", company) == []


def test_a_metric_without_a_chinese_label_is_found_as_a_warning():
    company = Company()
    company.change("orders", label_zh="")

    (finding,) = found("G107", company)

    assert (finding.severity, finding.subject) == ("warning", "orders")


def test_a_metric_with_a_chinese_label_is_not_found():
    assert found("G107", Company()) == []


@pytest.mark.parametrize("code", ["G104", "G106", "G107"])
def test_a_retired_metric_is_left_alone(code):
    company = Company()
    company.change("orders", status="retired", unit="RMB", description="", label_zh="")

    assert found(code, company) == []
