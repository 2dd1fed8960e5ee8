"""Each formula one name, each label one formula."""

import pytest

from tests.lodestar.governance.rules.company import Company, found


def test_the_same_formula_under_two_names_is_found_at_the_second():
    company = Company()
    company.derived("sales", "order_count")

    (finding,) = found("G301", company)

    assert finding.subject == "sales"
    assert "the same as orders by month" in finding.message


def test_a_name_that_is_passed_on_is_the_same_formula():
    company = Company()
    company.derived("sales", "bought", [{"name": "orders", "alias": "bought"}])

    assert [finding.subject for finding in found("G301", company)] == ["sales"]


def test_a_proposed_copy_of_a_certified_metric_is_the_one_that_is_found():
    company = Company()
    company.derived("a_copy", "order_count", status="proposed")

    assert [finding.subject for finding in found("G301", company)] == ["a_copy"]


def test_each_further_name_is_found_once():
    company = Company()
    for name in ("sales", "sold", "purchases"):
        company.derived(name, "order_count", grains=("day", "month"))

    assert [finding.subject for finding in found("G301", company)] == ["purchases", "sales", "sold"]


@pytest.mark.parametrize(
    "copy",
    [
        {"grains": ("day",)},
        {"status": "deprecated", "replaced_by": "orders"},
        {"status": "retired"},
        {"growth_accounting": "new"},
    ],
)
def test_a_formula_apart_by_grain_or_status_or_state_is_not_found(copy):
    company = Company()
    company.derived("sales", "order_count", **copy)

    assert found("G301", company) == []


@pytest.mark.parametrize(("label", "label_zh"), [("ORDERS ", "甲"), ("Purchases", "订单数")])
def test_one_label_over_two_formulas_is_found(label, label_zh):
    company = Company()
    company.derived("purchases", "amount_total", label=label, label_zh=label_zh)

    (finding,) = found("G302", company)

    assert finding.subject == "purchases"
    assert "like orders" in finding.message


def test_labels_of_their_own_and_no_label_at_all_are_not_found():
    company = Company()
    company.change("orders", label_zh="")
    company.change("revenue", label_zh="")

    assert found("G302", company) == []


def test_one_label_over_one_formula_by_two_grains_is_not_found():
    company = Company()
    company.derived("daily_orders", "order_count", label="Orders", grains=("day",))

    assert found("G302", company) == []
