"""What can't be read is told, and not waived."""

from lodestar.governance.problem import Problem
from lodestar.governance.rules import check
from tests.lodestar.governance.rules.company import Company, found

TORN = Problem("governance/teams.yml", 3, "it is not YAML: tabs")
UNITS = Problem("governance/units.yml", 1, "it must hold `units:`")


def test_every_file_that_can_not_be_read_is_found_on_its_line():
    findings = found("G001", Company(), register_problems=(TORN,), problems=(UNITS,))

    assert [(f.path, f.line, f.message) for f in findings] == [
        ("governance/teams.yml", 3, "It is not YAML: tabs."),
        ("governance/units.yml", 1, "It must hold `units:`."),
    ]


def test_files_that_can_be_read_are_not_found():
    assert found("G001", Company()) == []


def test_a_torn_file_can_not_be_waived():
    company = Company()
    company.waivers = [waiver_of_a_torn_file()]

    findings = check(company.facts(register_problems=(TORN,)))

    assert ([f.code for f in findings.active], findings.waived) == (["G001", "G514"], ())


def waiver_of_a_torn_file():
    from datetime import date

    from lodestar.governance.waivers import Waiver

    return Waiver("G001", "governance/teams.yml", "Later", "Chen Yu", date(2027, 1, 1), 2)
