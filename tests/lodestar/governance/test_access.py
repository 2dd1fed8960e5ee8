"""Who may read what follows from teams, owners, visibility and the rules of `governance/access.yml`."""

from __future__ import annotations

import pytest

from lodestar.governance.access import read_access

TEXT = """readers:
  Chen Yu: [shop]
  Li Na: [north, finance]
  guest: []
rows:
  - {metric: cost, teams: [finance]}
  - {dimension: store, member: South, teams: [shop]}
  - {metric: cost, dimension: area, teams: [shop]}
"""
METRICS = [("revenue", "shop", "company"), ("cost", "shop", "company"), ("salaries", "people", "team")]


def view(reader):
    problems = []
    found = read_access(TEXT, problems).view(reader, METRICS)
    assert problems == []
    return found


@pytest.mark.parametrize(
    ("reader", "hidden"),
    [("Chen Yu", {"salaries"}), ("Li Na", {"salaries"}), ("guest", {"salaries", "cost"})],
)
def test_a_metric_is_read_by_its_owner_and_by_teams_that_a_rule_names(reader, hidden):
    assert set(view(reader).hidden_metrics) == hidden


@pytest.mark.parametrize(
    ("reader", "row", "is_shown"),
    [
        ("Chen Yu", ("revenue", "store", "South"), True),
        ("Li Na", ("revenue", "store", "South"), False),
        ("Li Na", ("revenue", "store", "North"), True),
        ("Li Na", ("revenue", "total", "total"), True),
        ("Li Na", ("revenue", "area", "South"), True),
        ("Li Na", ("cost", "area", "East"), False),
        ("Li Na", ("cost", "total", "total"), True),
        ("guest", ("cost", "total", "total"), False),
    ],
)
def test_rows_are_hidden_by_dimension_and_member_and_totals_stay(reader, row, is_shown):
    assert view(reader).shows(*row) is is_shown


def test_whom_nobody_listed_has_no_view():
    assert view("Nobody") is None


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("  guest: []", "  guest: shop", 4, "list of teams"),
        ("member: South", "membr: South", 7, "must be {metric"),
        ("{dimension: store, member", "{metric: cost, member", 7, "only with its dimension"),
        ("teams: [finance]}", "teams: []}", 6, "at least one team"),
        ("rows:", "row:", 5, "not a key"),
        ("readers:", "reader:", 1, "must hold `readers:`"),
        ("readers:", "readers: [", 3, "not YAML"),
    ],
)
def test_a_slip_is_told_with_its_line(old, new, line, message):
    problems = []
    read_access(TEXT.replace(old, new), problems)

    assert [(problem.line, message in problem.message) for problem in problems[:1]] == [(line, True)]
