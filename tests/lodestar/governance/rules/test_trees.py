"""Trees name metrics that there are, belong to a star, and have no circles."""

from dataclasses import replace
from datetime import date

import pytest

from lodestar.governance.trees import Tree
from tests.lodestar.governance.rules.company import Company, driver, found, star


def company_with(*trees):
    company = Company()
    company.trees = [Tree(metric, drivers, f"governance/trees/{n}.yml") for n, (metric, drivers) in enumerate(trees)]
    return company


@pytest.mark.parametrize(("name", "said"), [("oders", "Did you mean 'orders'?"), ("order_count", "without a contract")])
def test_a_driver_without_a_number_is_found(name, said):
    (finding,) = found("G208", company_with(("revenue", (driver("orders", driver(name)),))))

    assert finding.subject == name
    assert said in finding.message


def test_a_weight_without_a_number_is_found_on_the_line_of_its_driver():
    company = company_with(("revenue", (replace(driver("orders"), kind="component", weight="oders", line=7),)))

    (finding,) = found("G208", company)

    assert (finding.subject, finding.line) == ("orders", 7)
    assert "The weight of orders" in finding.message
    assert "Did you mean 'orders'?" in finding.message


def test_a_driver_with_a_number_is_not_found():
    assert found("G208", Company()) == []


def test_a_tree_without_a_star_is_found():
    (finding,) = found("G209", company_with(("revenue", ()), ("orders", ())))

    assert (finding.subject, finding.path) == ("orders", "governance/trees/1.yml")


def test_a_tree_of_a_star_that_has_ended_is_found():
    company = Company()
    company.stars = [star("revenue", effective_to=date(2026, 11, 4))]

    assert [finding.subject for finding in found("G209", company)] == ["revenue"]


def test_a_second_tree_of_one_star_is_found():
    (finding,) = found("G209", company_with(("revenue", (driver("orders"),)), ("revenue", ())))

    assert (finding.path, "governance/trees/0.yml" in finding.message) == ("governance/trees/1.yml", True)


def test_a_tree_of_a_star_is_not_found():
    assert found("G209", Company()) == []


def test_a_metric_below_itself_is_found_with_the_way_to_it():
    company = company_with(("revenue", (driver("orders", driver("order_value", driver("orders"))),)))

    (finding,) = found("G210", company)

    assert "revenue > orders > order_value > orders" in finding.message


def test_a_star_below_itself_is_found():
    assert len(found("G210", company_with(("revenue", (driver("orders", driver("revenue")),))))) == 1


def test_a_metric_in_two_branches_is_not_found():
    company = company_with(
        ("revenue", (driver("orders", driver("return_rate")), driver("order_value", driver("return_rate"))))
    )

    assert found("G210", company) == []


def test_a_driver_in_no_tree_is_found_as_a_warning():
    (finding,) = found("G211", company_with(("revenue", (driver("order_value"),))))

    assert (finding.subject, finding.severity) == ("orders", "warning")


def test_a_driver_deep_in_a_tree_is_not_found():
    assert found("G211", company_with(("revenue", (driver("order_value", driver("orders")),)))) == []
