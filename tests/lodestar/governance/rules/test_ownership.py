"""Who answers for metrics."""

from dataclasses import replace

from lodestar.governance.problem import Problem
from lodestar.governance.teams import Teams
from lodestar.governance.trees import Tree
from tests.lodestar.governance.rules.company import Company, driver, found


def test_an_owner_that_is_no_team_is_found_with_the_nearest_that_is():
    company = Company()
    company.change("orders", owner="comerce")

    (finding,) = found("G101", company)

    assert (finding.subject, finding.path) == ("orders", "metrics/orders.yml")
    assert "'comerce'" in finding.message
    assert "Did you mean 'commerce'?" in finding.message
    assert "commerce, finance" in finding.mend


def test_an_owner_that_is_a_team_is_not_found():
    assert found("G101", Company()) == []


def test_the_owner_of_a_retired_metric_may_be_gone():
    company = Company()
    company.change("orders", owner="gone", status="retired")

    assert found("G101", company) == []


def test_a_company_without_teams_is_found_once_and_not_once_a_metric():
    company = Company()
    company.teams = Teams()

    (finding,) = found("G102", company)

    assert finding.path == "governance/teams.yml"
    assert "commerce" in finding.mend
    assert found("G101", company) == []
    assert found("G103", company) == []


def test_a_company_with_teams_is_not_found():
    assert found("G102", Company()) == []


def test_teams_that_can_not_be_read_are_not_said_to_be_missing():
    company = Company()
    company.teams = Teams()

    assert found("G102", company, register_problems=(Problem("governance/teams.yml", 1, "torn"),)) == []


def test_a_driver_of_a_team_that_is_not_there_is_found_in_its_tree():
    company = Company()
    company.trees = [
        Tree("revenue", (driver("orders", driver("order_value", team="growth")),), "governance/trees/r.yml")
    ]

    (finding,) = found("G103", company, lines={("governance/trees/r.yml", "order_value"): 5})

    assert (finding.subject, finding.path, finding.line) == ("order_value", "governance/trees/r.yml", 5)


def test_a_driver_of_a_team_is_not_found():
    company = Company()
    company.trees = [replace(company.trees[0], drivers=(driver("orders", team="finance"),))]

    assert found("G103", company) == []
