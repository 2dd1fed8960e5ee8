"""Findings are told to people, to programs, to pull requests and to code scanning, each in its own words."""

import io
import json
from datetime import date
from urllib.parse import urlsplit

import pytest
import typer
from typer.testing import CliRunner

from lodestar.cli import findings, sarif
from lodestar.cli.check import check
from lodestar.errors import UsageError
from lodestar.governance.rules import RULES, Finding, Waived
from lodestar.governance.waivers import Waiver
from lodestar.settings import open_project
from lodestar.workflows.check import Checked

UNIT = Finding("G104", "error", "metrics/收入.yml", 3, "revenue", "The unit is 'RMB': 100% odd,\nreally.", "Write CNY.")
LABEL = Finding("G107", "warning", "metrics/a b.yml", 1, "orders", "orders has no label in Chinese.", "Add label_zh.")
AGAIN = Finding("G403", "error", "governance/decisions/0001-x.md", 4, "governance/decisions/0001-x.md", "No.", "Do.")
WAIVER = Waiver("G107", "revenue", "The label is being agreed on", "Li Na", date(2027, 3, 31), 2)
WAIVED = Waived(Finding("G107", "warning", "metrics/收入.yml", 3, "revenue", "No label.", "Add it."), WAIVER)
EXPIRED = Waiver("G104", "revenue", "Soon", "Li Na", date(2026, 3, 31), 3)


@pytest.fixture
def checked(tmp_path):
    (tmp_path / "dbt_project.yml").write_text("name: x\n")
    active = (AGAIN, AGAIN, LABEL, UNIT)
    return Checked(open_project(tmp_path), date(2026, 11, 5), 22, active, (WAIVED,), (EXPIRED,))


def text_of(checked, folder=""):
    stream = io.StringIO()
    findings.print_text(checked, folder, stream)
    return stream.getvalue()


def test_people_read_file_line_code_sentence_what_to_do_and_the_page(checked):
    assert "metrics/a b.yml\n  1    warning G107  orders has no label in Chinese.\n       Add label_zh.\n" in text_of(
        checked
    )
    assert RULES["G107"].page in text_of(checked)


def test_people_read_what_is_waived_by_whom_and_why_and_a_last_line_that_counts(checked):
    lines = text_of(checked).splitlines()

    assert "  G107 revenue, until 2027-03-31 by Li Na: The label is being agreed on" in lines
    assert lines[-1] == "3 errors, 1 warning, 1 waived, 1 waiver expired: 22 governed metrics on 2026-11-05."


def test_nothing_found_is_one_line(checked):
    nothing = Checked(checked.project, checked.today, 1, (), (), ())

    assert text_of(nothing) == "0 errors, 0 warnings, 0 waived: 1 governed metric on 2026-11-05.\n"


def test_programs_read_every_finding_and_its_waiver(checked):
    document = json.loads(findings.as_json(checked, "examples/shop/"))

    assert (document["errors"], document["warnings"], document["waived"]) == (3, 1, 1)
    assert document["findings"][-1]["waiver"] == {
        "person": "Li Na",
        "reason": "The label is being agreed on",
        "expires_on": "2027-03-31",
    }
    assert [finding["waiver"] for finding in document["findings"][:-1]] == [None] * 4
    assert document["findings"][3]["path"] == "examples/shop/metrics/收入.yml"


def test_a_pull_request_reads_one_line_a_finding_with_nothing_that_could_end_it_early(checked):
    lines = findings.as_github(checked, "").splitlines()

    assert len(lines) == 4
    assert lines[3] == (
        "::error file=metrics/收入.yml,line=3,title=G104 revenue::The unit is 'RMB': 100%25 odd,%0Areally. "
        "Write CNY. See docs/rules/G104-unit-is-known.md"
    )
    assert lines[2].startswith("::warning file=metrics/a b.yml,")


def test_a_path_with_a_colon_or_a_comma_does_not_become_another_property():
    odd = Finding("G107", "warning", "a:b,line=9::x%.yml", 1, "x", "y.", "z.")
    checked = Checked(None, date(2026, 11, 5), 1, (odd,), (), ())

    line = findings.as_github(checked, "")

    assert line.startswith("::warning file=a%3Ab%2Cline=9%3A%3Ax%25.yml,line=1,title=G107 x::")


def test_code_scanning_reads_every_rule_and_every_result(checked):
    log = json.loads(sarif.as_sarif(checked, "shop/"))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in rules] == sorted(RULES)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["helpUri"] == RULES[rule["id"]].page
        assert rule["help"]["markdown"].startswith("**")
        assert rule["defaultConfiguration"]["level"] in ("error", "warning")
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [r["ruleId"] for r in run["results"]]
    unit = run["results"][3]
    place = unit["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3}
    assert place["artifactLocation"]["uri"] == "shop/metrics/%E6%94%B6%E5%85%A5.yml"
    assert urlsplit(place["artifactLocation"]["uri"]).scheme == ""


def test_code_scanning_reads_what_is_waived_as_suppressed(checked):
    results = json.loads(sarif.as_sarif(checked, ""))["runs"][0]["results"]

    assert [result["suppressions"] for result in results[:-1]] == [[]] * 4
    assert results[-1]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "The label is being agreed on (Li Na, until 2027-03-31)",
        }
    ]


def test_a_finding_is_the_same_one_after_lines_have_moved_and_two_alike_are_two(checked):
    def prints(*active):
        moved = Checked(checked.project, checked.today, 22, active, (), ())
        results = json.loads(sarif.as_sarif(moved, ""))["runs"][0]["results"]
        return [result["partialFingerprints"]["lodestarFinding/v1"] for result in results]

    moved = Finding(UNIT.code, UNIT.severity, UNIT.path, 30, UNIT.subject, "Said otherwise.", UNIT.mend)

    assert prints(UNIT) == prints(moved)
    assert len(set(prints(AGAIN, AGAIN, LABEL, UNIT))) == 4


def test_the_pages_of_the_rules_are_linked_where_the_package_says_they_are(checked, monkeypatch):
    class Known:
        def get_all(self, _name):
            return ["Homepage, https://x.org", "Rules, https://x.org/docs/rules"]

    monkeypatch.setattr(sarif, "metadata", lambda _name: Known())
    rules = json.loads(sarif.as_sarif(checked, ""))["runs"][0]["tool"]["driver"]["rules"]

    assert rules[1]["helpUri"] == "https://x.org/docs/rules/G101-owner-is-a-team.md"


@pytest.fixture
def command(checked, monkeypatch):
    asked = {}

    def answer(project, today=None):
        asked.update(project=project, today=today)
        return asked.get("answer", checked)

    monkeypatch.setattr("lodestar.workflows.check.check_governance", answer)
    app = typer.Typer()
    app.command()(check)

    def run(*arguments):
        return CliRunner().invoke(app, [*arguments, "--project-dir", str(checked.project.root)])

    return run, asked


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_an_error_ends_with_1_whatever_the_format(command, form):
    run, _ = command

    assert run("--format", form).exit_code == 1


def test_warnings_alone_end_with_0(command, checked):
    run, asked = command
    asked["answer"] = Checked(checked.project, checked.today, 22, (LABEL,), (), ())

    assert run().exit_code == 0


def test_the_day_can_be_told(command):
    run, asked = command
    run("--today", "2027-01-01")

    assert asked["today"] == date(2027, 1, 1)


def test_wrong_use_is_told_before_anything_is_read(command):
    run, asked = command

    assert run("--format", "xml").exit_code == 2
    assert isinstance(run("--today", "soon").exception, UsageError)
    assert asked == {}


def test_paths_are_told_from_where_the_command_stands(command, checked, monkeypatch, tmp_path_factory):
    run, _ = command
    monkeypatch.chdir(checked.project.root.parent)
    below = run("--format", "github").stdout
    monkeypatch.chdir(checked.project.root)
    inside = run("--format", "github").stdout
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    elsewhere = run("--format", "github").stdout

    assert elsewhere == inside
    assert f"file={checked.project.root.name}/metrics/a b.yml" in below
    assert "file=metrics/a b.yml" in inside
