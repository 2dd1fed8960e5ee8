"""Teams are read exactly, and one that is wrong takes no other with it."""

from __future__ import annotations

import pytest

from lodestar.governance.teams import Team, Teams, read_teams

GOOD = """# who owns what
teams:
  commerce:
    label: Commerce analytics
    label_zh: 商务分析
    people: [Chen Yu, Wang Fang]
  finance:
    people:
      - Li Na
agents: [metric-bot]
"""
COMMERCE = Team("commerce", "Commerce analytics", "商务分析", ("Chen Yu", "Wang Fang"))
FINANCE = Team("finance", "finance", "", ("Li Na",))


def read(text):
    problems = []
    return read_teams(text, problems), [problem.sentence() for problem in problems]


def test_teams_and_agents_are_read_as_they_stand():
    assert read(GOOD) == (Teams({"commerce": COMMERCE, "finance": FINANCE}, frozenset({"metric-bot"})), [])


def test_a_person_speaks_for_a_team_that_lists_them_and_an_agent_for_none():
    teams, _ = read(GOOD.replace("- Li Na", "- Li Na\n      - metric-bot"))

    assert teams.speaks_for("Li Na", "finance")
    assert not teams.speaks_for("Li Na", "commerce")
    assert not teams.speaks_for("Li Na", "unknown")
    assert not teams.speaks_for("metric-bot", "finance")


def test_who_has_left_a_team_is_remembered_and_what_they_agreed_to_counts():
    teams, problems = read(GOOD.replace("- Li Na", "- Li Na\n    former: [Liu Yang]"))

    assert not problems
    assert teams.by_name["finance"] == Team("finance", "finance", "", ("Li Na",), ("Liu Yang",))
    assert teams.speaks_for("Liu Yang", "finance")
    assert [teams.has_left(person, "finance") for person in ("Liu Yang", "Li Na", "Chen Yu")] == [True, False, False]
    assert not teams.has_left("Liu Yang", "commerce")


def test_who_came_back_has_not_left():
    teams, _ = read(GOOD.replace("- Li Na", "- Li Na\n    former: [Li Na]"))

    assert not teams.has_left("Li Na", "finance")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("people:\n      - Li Na", "people: []"),
        ("people:\n      - Li Na", "people: Li Na"),
        ("people:\n      - Li Na", "people: [7]"),
        ("people:\n      - Li Na", "people: ['']"),
        ("people:\n      - Li Na", "label: Finance"),
        ("people:\n      - Li Na", "people: [Li Na]\n    boss: Li Na"),
        ("people:\n      - Li Na", "people: [Li Na]\n    label: [x]"),
        ("people:\n      - Li Na", "people: [Li Na]\n    former: Liu Yang"),
        ("people:\n      - Li Na", "people: [Li Na]\n    former: ['']"),
        ("\n    people:\n      - Li Na", " [Li Na]"),
    ],
)
def test_a_team_that_is_wrong_is_told_with_its_line_and_the_others_stay(old, new):
    teams, problems = read(GOOD.replace(old, new))

    assert dict(teams.by_name) == {"commerce": COMMERCE}
    assert teams.agents == {"metric-bot"}
    assert problems == ["governance/teams.yml:7: team finance must be {label, label_zh, people: [names]}"]


def test_a_key_that_nobody_knows_is_told_and_the_rest_stays():
    teams, problems = read(GOOD + "owners: [x]\n")

    assert set(teams.by_name) == {"commerce", "finance"}
    assert problems == ["governance/teams.yml:11: 'owners' is not a key of this file"]


@pytest.mark.parametrize("agents", ["metric-bot", "[1]", "{a: b}"])
def test_agents_are_a_list_of_names(agents):
    teams, problems = read(GOOD.replace("[metric-bot]", agents))

    assert set(teams.by_name) == {"commerce", "finance"}
    assert problems == ["governance/teams.yml:10: agents must be a list of names"]


@pytest.mark.parametrize("said", ["- Li Na\n      - metric-bot", "- Li Na\n    former: [metric-bot]"])
def test_an_agent_in_a_team_is_told(said):
    _, problems = read(GOOD.replace("- Li Na", said))

    assert problems == ["governance/teams.yml:7: metric-bot is an agent: it can't speak for a team"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "teams:\n", "teams: [a]\n", "- a\n", "7\n"])
def test_a_file_without_teams_is_told(text):
    teams, problems = read(text)

    assert teams == Teams()
    assert problems == ["governance/teams.yml:1: it must hold `teams:`, a mapping of names to {label, people}"]


def test_what_is_no_yaml_is_told_with_its_line():
    teams, problems = read(GOOD.replace("[Chen Yu, Wang Fang]", "[Chen Yu, Wang Fang"))

    assert teams == Teams()
    assert len(problems) == 1
    assert problems[0].startswith("governance/teams.yml:7: it is not YAML")


def test_who_has_left_still_stands_for_what_was_agreed_and_agrees_to_nothing_new():
    problems = []
    text = "teams:\n  finance:\n    people: [Li Na]\n    former: [Liu Yang]\n"

    teams = read_teams(text, problems)

    assert problems == []
    assert teams.speaks_for("Liu Yang", "finance")
    assert teams.has_left("Liu Yang", "finance")
    assert not teams.has_left("Li Na", "finance")
