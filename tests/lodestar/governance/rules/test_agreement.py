"""What is written now, against what people agreed on."""

from datetime import date

from lodestar.governance.teams import Teams
from tests.lodestar.governance.rules.company import Company, found


def agreed_company():
    company = Company()
    company.agree()
    return company


def test_a_definition_that_changed_after_its_decision_is_found():
    company = agreed_company()
    company.derived("orders", "order_count * 2", ["order_count"], role="driver")

    (finding,) = found("G401", company)

    assert finding.subject == "orders"
    assert "its definition changed after decision 1 (2026-10-01)" in finding.message


def test_models_that_changed_below_a_metric_are_found():
    company = agreed_company()
    company.upstream["orders"] = "1" * 16

    (finding,) = found("G401", company)

    assert "the SQL of its models changed" in finding.message


def test_words_and_owners_may_change_without_a_decision():
    company = agreed_company()
    company.change("orders", description="Something else that people say about it in at least ten words.", unit="deals")

    assert found("G401", company) == []


def test_a_certified_metric_that_nobody_decided_on_is_found():
    company = agreed_company()
    company.derived("sales", "amount_total - order_count", ["amount_total", "order_count"])

    assert [finding.subject for finding in found("G402", company)] == ["sales"]


def test_a_decision_that_is_still_to_come_or_not_valid_is_named():
    early, invalid = agreed_company(), agreed_company()
    invalid.change("orders", owner="finance")

    assert (
        "decision 1 is of 2026-10-01, which is still to come" in found("G402", early, today=date(2026, 9, 1))[0].message
    )
    assert "decision 1 does, but is not valid" in found("G402", invalid)[0].message


def test_without_teams_only_what_no_decision_names_is_found():
    company = agreed_company()
    company.derived("sales", "amount_total - order_count", ["amount_total", "order_count"])
    company.teams = Teams()

    assert [finding.subject for finding in found("G402", company)] == ["sales"]


def test_decided_and_proposed_metrics_are_not_found():
    company = agreed_company()
    company.derived("sales", "amount_total - order_count", ["amount_total", "order_count"], status="proposed")

    assert found("G402", company) == []


def test_a_changed_definition_under_the_same_version_is_found():
    company = agreed_company()
    company.derived("orders", "order_count * 2", ["order_count"], role="driver")

    (finding,) = found("G404", company)

    assert (finding.subject, finding.mend) == ("orders", "Write version: 2.")


def test_a_version_below_the_decided_one_is_found():
    company = Company()
    company.change("orders", version=3)
    company.agree()
    company.change("orders", version=2)

    assert [finding.subject for finding in found("G404", company)] == ["orders"]


def test_a_changed_definition_under_a_new_version_is_not_found():
    company = agreed_company()
    company.derived("orders", "order_count * 2", ["order_count"], role="driver", version=2)
    company.upstream["revenue"] = "1" * 16

    assert found("G404", company) == []
