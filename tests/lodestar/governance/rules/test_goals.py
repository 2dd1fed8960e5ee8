"""Targets and actions: of metrics and teams that there are, and for a number."""

from dataclasses import replace
from datetime import date

import pytest

from lodestar.governance.actions import Action
from lodestar.governance.targets import Target
from lodestar.governance.teams import Teams
from tests.lodestar.governance.rules.company import Company, found

TARGET = Target("orders", "total", "total", "month", date(2026, 10, 1), 100.0, 2)
ACTION = Action(
    "Plan", "commerce", "Chen Yu", "orders", None, (), "Gain", "Bet", date(2026, 3, 1), None, 0.1, "", 2
)  # fmt: skip


def company(*, target=TARGET, action=ACTION):
    made = Company()
    made.change("orders", dimensions={"store": "order__store"})
    made.targets, made.actions = [target], [action]
    return made


@pytest.mark.parametrize("code", ["G601", "G602", "G603", "G604", "G605", "G606", "G607"])
def test_sound_targets_and_actions_are_not_found(code):
    by_store = replace(TARGET, dimension="store", member="Hangzhou")

    assert found(code, company()) == []
    assert found(code, company(target=by_store, action=replace(ACTION, dimension="store", members=("A",)))) == []


def test_a_target_of_no_metric_is_found_on_its_line():
    (finding,) = found("G601", company(target=replace(TARGET, metric="order", line=7)))

    assert (finding.path, finding.line, finding.subject) == ("seeds/targets.csv", 7, "order")
    assert "Did you mean 'orders'?" in finding.message
    assert found("G602", company(target=replace(TARGET, metric="order"))) == []


def test_a_target_by_a_grain_or_a_dimension_that_is_not_there_is_found():
    (grain,) = found("G602", company(target=replace(TARGET, grain="week")))
    (dimension,) = found("G602", company(target=replace(TARGET, dimension="shop", member="Hangzhou")))

    assert "orders is given by month, and not by 'week'" in grain.message
    assert "'shop' is no dimension of orders" in dimension.message


@pytest.mark.parametrize(
    ("value", "unit", "is_found"), [(23.2, "ratio", True), (0.232, "ratio", False), (23.2, "orders", False)]
)
def test_a_rate_whose_target_is_written_in_percent_is_found(value, unit, is_found):
    made = company(target=replace(TARGET, value=value, line=5))
    made.change("orders", unit=unit)

    findings = found("G607", made)

    assert [(one.line, one.message, one.mend) for one in findings] == [
        (5, "23.2 is 2,320%, and orders is a ratio.", "Write 0.232 for 23.2%.")
    ] * is_found


def test_an_action_for_no_metric_or_no_dimension_of_it_is_found():
    (metric,) = found("G603", company(action=replace(ACTION, metric="revenu")))
    (dimension,) = found("G603", company(action=replace(ACTION, dimension="shop", members=("A",))))

    assert (metric.path, metric.line, metric.subject) == ("seeds/actions.csv", 2, "Plan")
    assert "Did you mean 'revenue'?" in metric.message
    assert "'shop' is no dimension of orders." in dimension.message


def test_an_action_of_no_team_or_of_a_person_of_another_is_found():
    (team,) = found("G604", company(action=replace(ACTION, team="comerce")))
    (person,) = found("G604", company(action=replace(ACTION, owner="Li Na")))

    assert "no team of governance/teams.yml. Did you mean 'commerce'?" in team.message
    assert "owned by Li Na, who is not of commerce" in person.message


def test_without_teams_only_the_missing_list_is_told():
    made = company(action=replace(ACTION, team="comerce"))
    made.teams = Teams()

    assert found("G604", made) == []


def test_an_action_without_a_metric_is_a_warning_that_names_it():
    without = company(action=replace(ACTION, metric=None, expected_effect=None))

    (finding,) = found("G605", without)

    assert (finding.severity, finding.subject) == ("warning", "Plan")
    assert "Plan (commerce, Chen Yu) is to move no metric." in finding.message
    assert [found(code, without) for code in ("G603", "G606")] == [[], []]


def test_an_action_that_expects_nothing_is_found():
    assert [one.subject for one in found("G606", company(action=replace(ACTION, expected_effect=None)))] == ["Plan"]
