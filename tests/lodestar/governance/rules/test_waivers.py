"""A waiver is a person's word for a time, and no more."""

from datetime import date

from lodestar.governance.rules import check
from lodestar.governance.waivers import Waiver
from tests.lodestar.governance.rules.company import TODAY, Company, decision, found


def waiver(rule="G107", subject="orders", person="Li Na", expires_on=date(2027, 3, 31)):
    return Waiver(rule, subject, "The label is being agreed on", person, expires_on, 2)


def company_with(*waivers):
    """Orders have no label in Chinese, which is a finding of G107."""
    company = Company()
    company.change("orders", label_zh="")
    company.waivers = list(waivers)
    return company


def codes(company, **rest):
    findings = check(company.facts(**rest))
    return [finding.code for finding in findings.active], [waived.finding.code for waived in findings.waived]


def test_a_waived_finding_stands_no_more_and_is_not_forgotten():
    findings = check(company_with(waiver()).facts())

    (waived,) = findings.waived
    assert findings.active == ()
    assert (waived.finding.subject, waived.waiver.person) == ("orders", "Li Na")


def test_a_waiver_covers_one_rule_and_one_subject():
    company = company_with(waiver())
    company.change("revenue", label_zh="")

    assert codes(company) == (["G107"], ["G107"])


def test_a_waiver_counts_on_its_last_day_and_not_on_the_next():
    company = company_with(waiver(expires_on=TODAY))

    assert codes(company) == ([], ["G107"])
    assert codes(company, today=date(2026, 11, 6)) == (["G511", "G107"], [])


def test_an_expired_waiver_says_whether_it_is_still_needed():
    needed = found("G511", company_with(waiver(expires_on=date(2026, 1, 1))))[0].message
    idle = found("G511", company_with(waiver(subject="revenue", expires_on=date(2026, 1, 1))))[0].message

    assert found("G512", company_with(waiver(subject="revenue", expires_on=date(2026, 1, 1)))) == []
    assert "its finding stands again" in needed
    assert "there is nothing left to waive" in idle


def test_a_waiver_that_has_not_expired_is_not_found():
    assert found("G511", company_with(waiver())) == []


def test_a_waiver_that_waives_nothing_is_found():
    (finding,) = found("G512", company_with(waiver(), waiver(subject="oders")))

    assert (finding.path, finding.severity) == ("governance/waivers.csv", "warning")
    assert "'oders'" in finding.message


def test_a_waiver_that_waives_something_is_not_found():
    assert found("G512", company_with(waiver())) == []


def test_a_waiver_of_nobody_or_of_an_agent_does_not_count():
    for person, said in (("Somebody", "in no team"), ("metric-bot", "an agent")):
        company = company_with(waiver(person=person))

        assert codes(company) == (["G513", "G107"], [])
        assert f"{person} is {said}" in found("G513", company)[0].message


def test_a_waiver_of_a_person_of_any_team_is_not_found():
    assert found("G513", company_with(waiver(person="Chen Yu"), waiver(person="Li Na"))) == []


def test_a_waiver_of_no_rule_is_found():
    (finding,) = found("G514", company_with(waiver(rule="G1O7")))

    assert "There is no rule 'G1O7'" in finding.message


def test_an_invalid_decision_can_not_be_waived():
    company = company_with(waiver(rule="G403", subject="governance/decisions/0009-x.md"))
    company.agree()
    company.decisions.append(decision(9, *company.decisions[0].metrics, agreed_by=()))

    active, waived = codes(company)

    assert ("G403" in active, "G514" in active, waived) == (True, True, [])


def test_a_waiver_of_a_rule_that_allows_it_is_not_found():
    assert found("G514", company_with(waiver())) == []


def test_waivers_of_waivers_waive_nothing():
    company = company_with(waiver(subject="oders"), waiver(rule="G512", subject="governance/waivers.csv"))

    assert codes(company)[0] == ["G512", "G514", "G107"]


def test_a_waiver_of_a_check_of_builds_is_left_to_builds():
    company = company_with(waiver(rule="volume", subject="raw.odoo__pos_order"))

    assert (found("G512", company), found("G514", company)) == ([], [])


def test_an_expired_waiver_of_a_check_says_that_builds_are_stopped_again():
    (finding,) = found("G511", company_with(waiver(rule="volume", subject="raw.orders", expires_on=date(2020, 1, 1))))

    assert "the next build that it was for is stopped" in finding.message
