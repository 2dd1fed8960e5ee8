"""`lodestar why` reads the published release and the trees, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from lodestar.errors import ConfigurationError, ProvisionalError, UnknownNameError, UsageError
from lodestar.settings import Project, open_project
from lodestar.workflows.why import state_teams, why

SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))
TREE = """metric: learners
identity: sum
drivers:
  - {metric: new, team: growth, kind: component}
  - {metric: kept, team: learning, kind: component}
  - {metric: leads, team: growth}
"""
VALUES = {
    "learners": (120.0, 130.0, 40.0),
    "new": (20.0, 50.0, 10.0),
    "kept": (100.0, 80.0, 30.0),
    "leads": (300.0, 500.0, 90.0),
    "revenue": (1000.0, 1100.5, 200.0),
}
MEMBERS = {("learners", "shop", "east"): (70.0, 75.0), ("learners", "shop", "west"): (60.0, 70.0)}
"""Ten of September's learners and fifteen of October's are in both shops."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "dbt_project.yml").write_text("name: x\n", encoding="utf-8")
    trees = tmp_path / "governance" / "trees"
    trees.mkdir(parents=True)
    (trees / "learners.yml").write_text(TREE, encoding="utf-8")
    teams = "teams:\n  growth: {label: Growth, label_zh: 增长, people: [Li Na]}\n"
    (trees.parent / "teams.yml").write_text(teams, encoding="utf-8")
    release = tmp_path / "hub" / "releases" / "R1"
    release.mkdir(parents=True)
    (release / "release.json").write_text(json.dumps({"release_id": "R1"}), encoding="utf-8")
    (tmp_path / "hub" / "current").symlink_to(Path("releases") / "R1")
    with duckdb.connect(str(release / "metrics-R1.duckdb")) as connection:
        connection.execute("create schema hub")
        connection.execute(
            "create table hub.metric_catalog (metric_name text, label text, label_zh text, unit text, "
            "grains text, dimensions text, formula text)"
        )
        connection.execute(
            "create table hub.metric_values (metric_name text, grain text, dimension text, member text, "
            "period_start date, value double, numerator double, denominator double, is_complete boolean)"
        )
        for name in VALUES:
            shops = "shop" if name == "learners" else ""
            row = [name, name.title(), "", "people", "week, month", shops, "count distinct(learner_id)"]
            connection.execute("insert into hub.metric_catalog values (?, ?, ?, ?, ?, ?, ?)", row)
        places = {(name, "total", "total"): values for name, values in VALUES.items()} | MEMBERS
        for place, values in places.items():
            for start, value in zip((SEPTEMBER, OCTOBER, NOVEMBER), values, strict=False):
                row = [*place, start, value, start < NOVEMBER]
                connection.execute("insert into hub.metric_values values (?, 'month', ?, ?, ?, ?, null, null, ?)", row)
    return open_project(tmp_path)


def parts(explanation):
    return {one.name: float(one.part) for one in explanation.parts}


def test_a_metric_is_explained_by_its_tree_and_its_dimensions(project):
    found = why(project, "learners")

    assert (found.old.period_start, found.new.period_start, found.grain) == (SEPTEMBER, OCTOBER, "month")
    assert {one.by: parts(one) for one in found.explanations} == {
        "sum": {"new": 30, "kept": -20},
        "shop": {"east": 5, "west": 10, "": -5},
    }
    assert (found.release_id, found.is_final, found.equation) == ("R1", True, "new + kept")


def test_one_dimension_alone_can_be_asked_for(project):
    assert [one.by for one in why(project, "learners", dimension="shop").explanations] == ["shop"]


def test_periods_that_can_still_move_are_explained_and_said_to_be(project):
    found = why(project, "learners", last="2026-11")

    assert (found.old.period_start, found.is_final) == (OCTOBER, False)


def test_a_metric_without_tree_and_dimensions_has_no_parts(project):
    found = why(project, "revenue")

    assert (found.explanations, found.undivided, found.equation) == ((), (), "")


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"metric": "learner"}, UnknownNameError, "Did you mean 'learners'"),
        ({"metric": "learners", "grain": "year"}, UnknownNameError, "No grain of learners is called 'year'"),
        ({"metric": "learners", "dimension": "age"}, UnknownNameError, "No dimension of learners is called 'age'"),
        ({"metric": "learners", "grain": "week"}, UsageError, "learners has no values by week yet"),
        ({"metric": "learners", "first": "2026-11"}, UsageError, "must be before"),
    ],
)
def test_what_is_not_there_is_told(project, asked, error, message):
    with pytest.raises(error, match=message):
        why(project, asked.pop("metric"), **asked)


def test_teams_are_told_what_they_gave(project):
    told = state_teams(project, "learners")

    assert {team: float(part) for team, part in told.statement.teams.items()} == {"growth": 30, "learning": -20}
    assert (told.statement.old_period, told.statement.new_period) == (SEPTEMBER, OCTOBER)
    assert told.teams == {"growth": ("Growth", "增长")}
    assert set(told.facts) == {"learners", "new", "kept", "leads"}


def test_teams_are_not_judged_by_values_that_can_still_move(project):
    with pytest.raises(ProvisionalError, match="learners is provisional in the period that starts 2026-11-01"):
        state_teams(project, "learners", last="2026-11")


@pytest.mark.parametrize("metric", ["revenue", "new"])
def test_a_metric_without_drivers_has_no_statement(project, metric):
    with pytest.raises(UsageError, match=f"{metric} has no drivers: .* or ask for learners"):
        state_teams(project, metric)


def test_a_tree_that_cannot_be_read_is_told_with_its_line(project):
    (project.root / "governance" / "trees" / "learners.yml").write_text(TREE + "  - x\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"governance/trees/learners.yml:7: a driver is"):
        why(project, "learners")
