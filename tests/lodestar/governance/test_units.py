"""Units: a list that a company extends."""

import pytest

from lodestar.governance.units import UNITS, is_known, is_quotient, read_units


@pytest.mark.parametrize(
    "unit", ["minutes per learner", "CNY per company", "orders per user per month", "visits per person"]
)
def test_what_follows_per_stands_in_the_singular(unit):
    assert is_known(unit, UNITS)


@pytest.mark.parametrize("unit", ["", "per", "orders per", "orders per unknown", "unknown per order", "Orders"])
def test_what_is_not_in_the_list_is_not_known(unit):
    assert not is_known(unit, UNITS)


def test_shares_points_and_so_many_per_another_are_quotients():
    assert [is_quotient(unit) for unit in ("ratio", "points", "CNY per order", "CNY", "orders")] == [True] * 3 + [
        False
    ] * 2


def test_a_company_adds_units_to_those_that_every_project_has():
    problems = []

    units = read_units("units: [school days, 元]", problems)

    assert problems == []
    assert {"school days", "元", "CNY"} <= units


@pytest.mark.parametrize(
    "text", ["units: 元", "units: [1]", "units: ['']", "- 元", "units: [元]\nother: 1", "", "units: ["]
)
def test_a_file_that_can_not_be_meant_is_one_problem_and_adds_nothing(text):
    problems = []

    assert read_units(text, problems) == UNITS
    assert [problem.path for problem in problems] == ["governance/units.yml"]
