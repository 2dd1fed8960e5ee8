"""The register holds everything that can be read, and tells everything that can't, each with its file and line."""

from __future__ import annotations

from datetime import date

import pytest

from lodestar.errors import ConfigurationError
from lodestar.governance.problem import Problem, require_none
from lodestar.governance.register import Register, read_register

DECISION = """---
title: {title}
metrics:
  - name: {metric}
    version: 1
    definition: {{old: null, new: "0123456789abcdef"}}
    upstream: {{old: null, new: "fedcba9876543210"}}
proposed_by: Chen Yu
agreed_by: [{{person: Li Na, team: finance}}]
decided_on: {day}
effective_from: {day}
why: Because.
---
"""
FILES = {
    "governance/teams.yml": "teams: {finance: {people: [Li Na]}}\nagents: [metric-bot]\n",
    "governance/north_stars.yml": (
        "north_stars:\n"
        "  - {metric: revenue, scope: company, stage: s, value_statement: v, effective_from: 2026-01-01}\n"
    ),
    "governance/trees/revenue.yml": "metric: revenue\ndrivers: [{metric: orders, team: finance}]\n",
    "governance/waivers.csv": "rule,subject,reason,person,expires_on\nG204,orders,Why,Li Na,2027-03-31\n",
    "governance/reported/finance.csv": (
        "department,metric,grain,period_start,dimension,member,value,reported_by,reported_on\n"
        "finance,revenue,month,2026-09-01,total,total,1.5,Li Na,2026-10-09\n"
    ),
    "governance/decisions/0002-orders.md": DECISION.format(title="Two", metric="orders", day="2026-02-01"),
    "governance/decisions/0001-revenue.md": DECISION.format(title="One", metric="revenue", day="2026-03-01"),
    "governance/decisions/0003-again.md": DECISION.format(title="Three", metric="revenue", day="2026-02-15"),
    "governance/decisions/README.md": "What these are.\n",
    "governance/reported/README.md": "What these are.\n",
    "seeds/targets.csv": (
        "metric,dimension,member,grain,period_start,target\n"
        "revenue,,,month,2026-09-01,1\nrevenue,,,month,2026-10-01,2\norders,store,Hangzhou,month,2026-10-01,3\n"
    ),
    "seeds/actions.csv": (
        "initiative,team,owner,metric,dimension,members,opportunity,direction,starts_on,ends_on,expected_effect,note\n"
        "Plan,finance,Li Na,revenue,,,Gain,Bet,2026-03-01,,0.1,\n"
    ),
}


def write(root, files=FILES, **more):
    for path, text in {**files, **more}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return read_register(root)


def test_everything_that_people_wrote_down_is_there(tmp_path):
    register = write(tmp_path)

    assert register.problems == ()
    assert set(register.teams.by_name) == {"finance"}
    assert register.teams.agents == {"metric-bot"}
    assert [decision.number for decision in register.decisions] == [1, 2, 3]
    assert register.decisions[0].path == "governance/decisions/0001-revenue.md"
    assert [star.metric for star in register.north_stars] == ["revenue"]
    assert [(tree.metric, tree.path) for tree in register.trees] == [("revenue", "governance/trees/revenue.yml")]
    assert [waiver.expires_on for waiver in register.waivers] == [date(2027, 3, 31)]
    assert [(figure.path, figure.line) for figure in register.reported] == [("governance/reported/finance.csv", 2)]
    assert [target.line for target in register.targets_of("revenue")] == [2, 3]
    assert [target.member for target in register.targets] == ["total", "total", "Hangzhou"]
    assert [action.initiative for action in register.actions] == ["Plan"]


def test_decisions_about_a_metric_come_oldest_first(tmp_path):
    register = write(tmp_path)

    assert [decision.number for decision in register.decisions_about("revenue")] == [3, 1]
    assert register.decisions_about("margin") == ()


def test_a_project_without_governance_has_an_empty_register(tmp_path):
    assert read_register(tmp_path) == Register()


@pytest.mark.parametrize("broken", sorted(path for path in FILES if not path.endswith("README.md")))
def test_a_file_that_is_broken_is_told_and_all_others_are_read(tmp_path, broken):
    whole = write(tmp_path / "whole")
    register = write(tmp_path / "broken", {**FILES, broken: "[broken: 'x'\n"})

    assert {problem.path for problem in register.problems} == {broken}
    assert all(problem.line >= 1 for problem in register.problems)
    parts = {
        "governance/teams.yml": "teams",
        "governance/north_stars.yml": "north_stars",
        "governance/trees/revenue.yml": "trees",
        "governance/waivers.csv": "waivers",
        "governance/reported/finance.csv": "reported",
        "seeds/targets.csv": "targets",
        "seeds/actions.csv": "actions",
    }
    for part in ("teams", "north_stars", "trees", "waivers", "reported", "targets", "actions"):
        is_same = getattr(register, part) == getattr(whole, part)
        assert is_same is (parts.get(broken) != part), part
    lost = {decision.path for decision in whole.decisions} - {decision.path for decision in register.decisions}
    assert lost == ({broken} if "decisions" in broken else set())


def test_a_file_that_is_no_text_is_told(tmp_path):
    write(tmp_path)
    (tmp_path / "governance" / "teams.yml").write_bytes(b"\xff\xfe\x00teams")

    (problem,) = read_register(tmp_path).problems

    assert problem.sentence().startswith("governance/teams.yml:1: it can't be read")


def test_a_file_from_windows_is_read(tmp_path):
    write(tmp_path)
    for path in FILES:
        file = tmp_path / path
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert read_register(tmp_path).problems == ()


def test_two_decisions_with_one_number_are_told_and_both_are_kept(tmp_path):
    again = DECISION.format(title="Other", metric="orders", day="2026-04-01")
    register = write(tmp_path, **{"governance/decisions/0002-other.md": again})

    assert len(register.decisions) == 4
    (problem,) = register.problems
    assert (problem.path, problem.line) == ("governance/decisions/0002-other.md", 1)
    assert problem.message == "governance/decisions/0002-orders.md has the same number: give it the next"


def test_problems_come_as_one_error_with_a_line_each():
    problems = [Problem("governance/teams.yml", 3, "a"), Problem("governance/waivers.csv", 1, "b")]

    with pytest.raises(ConfigurationError, match=r"^governance/teams\.yml:3: a\ngovernance/waivers\.csv:1: b$"):
        require_none(problems)
    require_none([])
