"""All rules together: all findings at once, in the order in which people mend them."""

import pytest

from lodestar.governance.rules import RULES, check
from lodestar.governance.rules.facts import nearest
from lodestar.governance.rules.rule import rule
from tests.lodestar.governance.rules.company import Company


def test_a_sound_company_has_no_finding_at_all():
    findings = check(Company().facts())

    assert (findings.active, findings.waived) == ((), ())


def test_everything_that_is_wrong_is_found_at_once():
    company = Company()
    company.change("orders", owner="nobody", unit="RMB", label_zh="")
    company.change("revenue", description="Revenue.")
    company.stars = []
    company.trees = []

    codes = [finding.code for finding in check(company.facts()).active]

    assert {"G101", "G104", "G106", "G107", "G202", "G211"} <= set(codes)


def test_findings_come_by_file_and_line():
    company = Company()
    company.change("return_rate", owner="nobody")
    company.change("orders", owner="nobody", label_zh="")

    findings = check(company.facts(lines={("metrics/orders.yml", "orders"): 7})).active

    assert [(f.path, f.line) for f in findings] == sorted((f.path, f.line) for f in findings)
    assert {f.line for f in findings if f.path == "metrics/orders.yml"} == {7}
    assert {f.line for f in findings if f.path == "metrics/return_rate.yml"} == {1}


def test_a_company_without_anything_has_nothing_to_find():
    company = Company()
    company.metrics, company.stars, company.trees = {}, [], []

    assert check(company.facts()).active == ()


def test_a_code_belongs_to_one_function():
    with pytest.raises(ValueError, match="'owner is a team' already"):
        rule("G101", severity="error")(lambda _facts: [])


def test_the_nearest_name_is_looked_for_among_hundreds_and_not_among_thousands():
    names = [f"metric_{number}" for number in range(500)]

    assert nearest("metrik_7", names) == " Did you mean 'metric_7'?"
    assert nearest("metrik_7", [*names, "one_more"]) == ""
    assert nearest("something else", names) == ""


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_says_what_it_demands_and_why(code):
    assert RULES[code].sentence.endswith(".")
    assert len(RULES[code].reason.split()) > 5
