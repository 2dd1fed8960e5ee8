"""Decisions are read exactly, bind only what people agreed on, and say what is wrong with them and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodestar.governance.decisions import (
    Agreement,
    DecidedMetric,
    Decision,
    decision_text,
    objections,
    read_decision,
)
from lodestar.governance.fingerprints import Fingerprint
from lodestar.governance.teams import Team, Teams

PATH = "governance/decisions/0007-net-revenue.md"
GOOD = """---
title: Net revenue counts refunds on the day they are posted
metrics:
  - name: net_revenue
    version: 2
    definition: {old: 1a2b3c4d5e6f7081, new: 9f8e7d6c5b4a3021}
    upstream: {old: "0011223344556677", new: "7766554433221100"}
  - name: returns
    version: 1
    definition: {old: null, new: 0123456789abcdef}
    upstream: {old: null, new: fedcba9876543210}
proposed_by: Chen Yu
agreed_by:
  - {person: Chen Yu, team: commerce}
  - {person: Li Na, team: finance}
decided_on: 2026-11-05
effective_from: 2026-11-01
why: >
  Finance and the shop
  reported two revenues.
---

What was said.

---
A line in the words is no end.
"""
READ = Decision(
    number=7,
    title="Net revenue counts refunds on the day they are posted",
    metrics=(
        DecidedMetric(
            "net_revenue",
            2,
            Fingerprint("1a2b3c4d5e6f7081", "0011223344556677"),
            Fingerprint("9f8e7d6c5b4a3021", "7766554433221100"),
        ),
        DecidedMetric("returns", 1, None, Fingerprint("0123456789abcdef", "fedcba9876543210")),
    ),
    proposed_by="Chen Yu",
    agreed_by=(Agreement("Chen Yu", "commerce"), Agreement("Li Na", "finance")),
    decided_on=date(2026, 11, 5),
    effective_from=date(2026, 11, 1),
    why="Finance and the shop reported two revenues.",
    words="What was said.\n\n---\nA line in the words is no end.",
    path=PATH,
)
TEAMS = Teams(
    {
        "commerce": Team("commerce", "Commerce", "", ("Chen Yu", "Wang Fang")),
        "finance": Team("finance", "Finance", "", ("Li Na", "metric-bot")),
    },
    frozenset({"metric-bot"}),
)
OWNERS = {"net_revenue": "commerce", "returns": "commerce", "orders": "growth"}


def read(text, path=PATH):
    problems = []
    return read_decision(text, path, problems), [problem.sentence() for problem in problems]


def test_a_decision_is_read_as_it_stands():
    assert read(GOOD) == (READ, [])


def test_it_knows_what_it_says_about_a_metric():
    assert READ.about("returns") == READ.metrics[1]
    assert READ.about("orders") is None


@pytest.mark.parametrize("path", ["7-net.md", "0007.md", "0007-net.txt", "decision-0007.md", "00071-net.md"])
def test_a_file_has_a_number_of_four_digits_and_a_title(path):
    decision, (problem,) = read(GOOD, f"governance/decisions/{path}")

    assert decision is None
    assert problem.startswith(f"governance/decisions/{path}:1: a decision's file is called NNNN-title.md")


@pytest.mark.parametrize("text", ["", "No front matter.", "---\ntitle: never ends\n", "words\n" + GOOD])
def test_front_matter_stands_at_the_top_between_two_lines(text):
    decision, (problem,) = read(text)

    assert decision is None
    assert problem == f"{PATH}:1: it must begin with front matter between two lines of ---"


WRONG = {
    "a title that is a list": (
        "title: Net revenue counts refunds on the day they are posted",
        "title: [x]",
        2,
        "title",
    ),
    "no title": ("title: Net revenue counts refunds on the day they are posted\n", "", 1, "title is missing"),
    "an empty reason": ("why: >\n  Finance and the shop\n  reported two revenues.\n", "why: ' '\n", 19, "why must be"),
    "a day that is a text": ("decided_on: 2026-11-05", "decided_on: last Thursday", 17, "decided_on must be a date"),
    "a moment instead of a day": ("2026-11-01", "2026-11-01 10:00:00", 18, "effective_from must be a date"),
    "a day that does not exist": ("decided_on: 2026-11-05", "decided_on: 2026-11-31", 17, "a date does not exist"),
    "a name alone": ("{person: Li Na, team: finance}", "Li Na", 14, "agreed_by must be a list of {person, team}"),
    "no team": ("{person: Li Na, team: finance}", "{person: Li Na}", 14, "agreed_by must be"),
    "a key that nobody knows": ("why: >", "wy: x\nwhy: >", 19, "'wy' is not a key of a decision"),
    "a short hash": ("9f8e7d6c5b4a3021", "9f8e7d6c", 3, "net_revenue: version is a whole number"),
    "no new hash": ("new: 0123456789abcdef", "new: null", 3, "returns: version is a whole number"),
    "a version that is a text": ("version: 2", "version: two", 3, "net_revenue: version is a whole number"),
    "a metric without hashes": (
        "    upstream: {old: null, new: fedcba9876543210}\n",
        "",
        3,
        "metrics must be a list of",
    ),
    "no YAML": ("proposed_by: Chen Yu", "proposed_by: [Chen Yu", 12, "it is not YAML"),
}


@pytest.mark.parametrize(("old", "new", "line", "message"), WRONG.values(), ids=WRONG)
def test_what_can_not_be_meant_is_told_with_its_line(old, new, line, message):
    assert old in GOOD
    decision, (problem, *_) = read(GOOD.replace(old, new, 1))

    assert decision is None
    assert problem.startswith(f"{PATH}:")
    assert message in problem
    assert abs(int(problem.split(":")[1]) - line) <= 1, problem


def test_all_that_is_wrong_is_told_at_once():
    decision, problems = read(GOOD.replace("title: Net", "titel: Net").replace("2026-11-05", "soon"))

    assert decision is None
    assert len(problems) == 3


@pytest.mark.parametrize("front", ["", "\n", "# nothing yet\n", "[]\n", "just words\n"])
def test_front_matter_that_says_nothing_is_a_problem_and_not_passed_over(front):
    decision, problems = read(f"---\n{front}---\nWords.\n")

    assert decision is None
    assert problems


def test_what_is_written_is_read_back():
    text = decision_text(
        title=READ.title,
        metrics=READ.metrics,
        proposed_by=READ.proposed_by,
        agreed_by=READ.agreed_by,
        decided_on=READ.decided_on,
        effective_from=READ.effective_from,
        why=READ.why,
        words=READ.words,
    )

    assert read(text) == (READ, [])


@pytest.mark.parametrize("digits", ["0123456701234567", "1234567890123456", "12345678901234e5", "0000000000000000"])
def test_hashes_that_look_like_numbers_survive_writing(digits):
    metrics = (DecidedMetric("x", 1, None, Fingerprint(digits, digits)),)
    keys = {"title": "t", "proposed_by": "a", "agreed_by": (), "why": "w", "words": ""}
    text = decision_text(metrics=metrics, decided_on=date(2026, 1, 1), effective_from=date(2026, 1, 1), **keys)

    decision, problems = read(text)

    assert not problems
    assert decision.metrics == metrics


def agreed(*agreements, proposed_by="Chen Yu", metrics=READ.metrics):
    people = tuple(Agreement(person, team) for person, team in agreements)
    return objections(replace(READ, agreed_by=people, proposed_by=proposed_by, metrics=metrics), TEAMS, OWNERS)


def test_another_person_and_the_owner_make_a_decision_bind():
    assert objections(READ, TEAMS, OWNERS) == []
    assert agreed(("Wang Fang", "commerce")) == []


def test_nobody_approves_their_own_proposal_alone():
    assert agreed(("Chen Yu", "commerce")) == [
        "nobody but Chen Yu, who proposed it, agreed: it needs another person",
    ]


@pytest.mark.parametrize("name", ["chen yu", "Chen  Yu", "CHEN YU"])
def test_nobody_approves_their_own_proposal_under_a_name_written_otherwise(name):
    assert agreed(("Chen Yu", "commerce"), proposed_by=name)


def test_nobody_agreed_is_no_agreement():
    assert agreed() == [
        "nobody but Chen Yu, who proposed it, agreed: it needs another person",
        "commerce, the owner of net_revenue, returns, has not agreed",
    ]


def test_an_agent_never_approves_even_when_a_team_lists_it():
    told = agreed(("metric-bot", "finance"), ("Chen Yu", "commerce"))

    assert "metric-bot is an agent: agents may propose and never approve" in told
    assert "nobody but Chen Yu, who proposed it, agreed: it needs another person" in told


def test_an_agent_may_propose_what_people_agree_to():
    assert agreed(("Chen Yu", "commerce"), proposed_by="metric-bot") == []


def test_a_decision_with_one_agent_among_its_people_binds_nobody():
    assert agreed(("Wang Fang", "commerce"), ("metric-bot", "finance")) == [
        "metric-bot is an agent: agents may propose and never approve"
    ]


def test_the_team_that_owns_a_metric_must_agree():
    told = agreed(("Li Na", "finance"), ("Chen Yu", "finance"))

    assert "commerce, the owner of net_revenue, returns, has not agreed" in told
    assert "Chen Yu is not listed in governance/teams.yml for finance" in told


def test_each_owner_of_several_metrics_must_agree():
    both = (*READ.metrics, replace(READ.metrics[1], name="orders"))

    assert agreed(("Wang Fang", "commerce"), metrics=both) == ["growth, the owner of orders, has not agreed"]


def test_a_person_speaks_only_for_teams_that_list_them():
    told = agreed(("Li Na", "commerce"), ("Nobody", "finance"), ("Wang Fang", "unknown"))

    assert [sentence.split(" is not listed")[0] for sentence in told[:3]] == ["Li Na", "Nobody", "Wang Fang"]


def test_a_metric_that_is_gone_needs_no_owner():
    gone = (replace(READ.metrics[0], name="long_gone"),)

    assert agreed(("Li Na", "finance"), metrics=gone) == []
