"""Decisions themselves: who made them, what they name, and that one follows the other."""

from dataclasses import replace
from datetime import date

import pytest

from lodestar.governance.decisions import Agreement, DecidedMetric
from lodestar.governance.fingerprints import Fingerprint
from lodestar.governance.teams import Teams
from tests.lodestar.governance.rules.company import MODELS, Company, decision, found

FIRST, SECOND, OTHER = (Fingerprint(digit * 16, MODELS) for digit in "abc")


def about(new, old=None, version=1):
    return DecidedMetric("orders", version, old, new)


def company_with(*decisions):
    company = Company()
    company.decisions = list(decisions)
    return company


@pytest.mark.parametrize(
    ("agreed_by", "said"),
    [
        ([Agreement("Chen Yu", "commerce")], "nobody but Chen Yu, who proposed it, agreed"),
        ([Agreement("metric-bot", "commerce"), Agreement("Wang Fang", "commerce")], "metric-bot is an agent"),
        ([Agreement("Li Na", "finance")], "commerce, the owner of orders, has not agreed"),
    ],
)
def test_a_decision_that_nobody_may_make_is_found(agreed_by, said):
    (finding, *_) = found("G403", company_with(decision(1, about(FIRST), agreed_by=tuple(agreed_by))))

    assert finding.path == "governance/decisions/0001-x.md"
    assert said in finding.message


def test_every_objection_is_a_finding_of_its_own():
    assert len(found("G403", company_with(decision(1, about(FIRST), agreed_by=())))) == 2


def test_without_teams_nobody_is_said_to_be_missing_from_them():
    company = company_with(decision(1, about(FIRST)))
    company.teams = Teams()

    assert found("G403", company) == []


def test_a_decision_of_people_who_may_is_not_found():
    assert found("G403", company_with(decision(1, about(FIRST)))) == []


def test_a_decision_that_a_valid_one_has_replaced_is_history():
    gone = decision(1, about(FIRST), agreed_by=(Agreement("Old Hand", "commerce"),))
    later = decision(2, about(SECOND, FIRST), decided_on=date(2026, 10, 8))

    assert found("G403", company_with(gone, later)) == []
    assert len(found("G403", company_with(gone, replace(later, metrics=(replace(about(SECOND), name="revenue"),))))) > 0


def test_a_decision_about_what_is_not_there_is_found_as_a_warning():
    slip = replace(about(FIRST), name="oders")

    (finding,) = found("G405", company_with(decision(1, slip, about(FIRST))))

    assert (finding.subject, finding.severity) == ("oders", "warning")
    assert "Did you mean 'orders'?" in finding.message


def test_a_decision_about_nothing_that_is_there_is_found():
    slip = replace(about(FIRST), name="oders")

    assert len(found("G405", company_with(decision(1, slip)))) == 1


def test_a_decision_about_what_is_there_is_not_found():
    assert found("G405", Company()) == []


def test_a_decision_that_reaches_back_more_than_a_month_is_found():
    back = decision(1, about(SECOND, FIRST), decided_on=date(2026, 11, 1), effective_from=date(2026, 9, 30))

    (finding,) = found("G406", company_with(back))

    assert "32 days before, and changes orders" in finding.message


@pytest.mark.parametrize(
    ("metric", "effective_from"), [(about(SECOND, FIRST), date(2026, 10, 1)), (about(FIRST), date(2020, 1, 1))]
)
def test_a_month_back_and_a_first_decision_are_not_found(metric, effective_from):
    made = decision(1, metric, decided_on=date(2026, 11, 1), effective_from=effective_from)

    assert found("G406", company_with(made)) == []


@pytest.mark.parametrize("old", [None, OTHER, Fingerprint(FIRST.definition, "f" * 16)])
def test_a_decision_that_replaces_another_definition_than_the_one_before_is_found(old):
    later = decision(2, about(SECOND, old), decided_on=date(2026, 10, 8))

    (finding,) = found("G407", company_with(decision(1, about(FIRST)), later))

    assert (finding.subject, finding.path) == ("orders", "governance/decisions/0002-x.md")
    assert f"before it decision 1 agreed to definition {FIRST.definition}" in finding.message


def test_a_first_decision_that_replaces_something_is_found():
    (finding,) = found("G407", company_with(decision(1, about(SECOND, FIRST))))

    assert "before it none was agreed to" in finding.message


@pytest.mark.parametrize("old", [FIRST, Fingerprint(FIRST.definition, "")])
def test_decisions_that_follow_each_other_are_not_found(old):
    later = decision(2, about(SECOND, old), decided_on=date(2026, 10, 8))
    invalid = decision(3, about(OTHER, OTHER), decided_on=date(2026, 10, 9), agreed_by=())

    assert found("G407", company_with(later, decision(1, about(FIRST)), invalid)) == []


@pytest.mark.parametrize(
    "gone",
    [
        decision(1, about(FIRST), replace(about(FIRST), name="oders")),
        decision(1, about(FIRST, OTHER), effective_from=date(2020, 1, 1)),
        decision(1, about(FIRST), agreed_by=()),
    ],
)
def test_what_a_later_decision_has_replaced_is_history(gone):
    later = decision(2, about(SECOND), decided_on=date(2026, 10, 8))
    last = decision(3, about(OTHER, SECOND), decided_on=date(2026, 10, 9))
    company = company_with(gone, later, last)

    assert [finding for code in ("G403", "G405", "G406", "G407") for finding in found(code, company)] == []


@pytest.mark.parametrize("code", ["G403", "G405", "G406", "G407"])
def test_a_decision_of_a_later_day_is_not_looked_at(code):
    later = decision(1, replace(about(SECOND, FIRST), name="oders"), agreed_by=(), effective_from=date(2020, 1, 1))

    assert found(code, company_with(later), today=date(2026, 9, 1)) == []
