"""Each build says which identities of trees its values break, and publishes all the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from lodestar.settings import Project, open_project
from lodestar.workflows.identities import check_identities

RELATION = ("hub", "metric_values")
TREE = """metric: star
drivers:
  - metric: learners
    team: a
    identity: sum
    drivers:
      - {metric: new, team: a, kind: component}
      - {metric: left, team: a, kind: component, sign: -1}
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "dbt_project.yml").write_text("name: x\n", encoding="utf-8")
    (tmp_path / "governance" / "trees").mkdir(parents=True)
    (tmp_path / "governance" / "trees" / "star.yml").write_text(TREE, encoding="utf-8")
    return open_project(tmp_path)


def results(project, *rows):
    database = project.root / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema hub")
        connection.execute(
            "create table hub.metric_values (metric_name text, grain text, dimension text, member text, "
            "period_start date, value double, numerator double, denominator double, is_complete boolean)"
        )
        for name, dimension, member, month, value in rows:
            connection.execute(
                "insert into hub.metric_values values (?, 'month', ?, ?, ?, ?, null, null, true)",
                [name, dimension, member, date(2026, month, 1), value],
            )
    return check_identities(project, database, RELATION)


def values(month, learners, new, left, place=("total", "total")):
    return [(name, *place, month, value) for name, value in (("learners", learners), ("new", new), ("left", left))]


def test_an_identity_that_holds_has_passed(project):
    (found,) = results(project, *values(6, 5, 7, 2), *values(7, 1, 1, 0))

    assert (found.status, found.severity, found.table) == ("passed", "warn", "hub.metric_values")
    assert found.rule == "learners = new - left"


def test_one_that_breaks_is_a_warning_with_its_first_period_and_what_is_left(project):
    east = ("shop", "east")
    rows = [*values(5, 4, 7, 2, east), *values(6, 5, 7, 2), *values(7, 3.5, 3, 1), *values(8, 9, 3, 1)]

    (found,) = results(project, *rows)

    assert (found.status, found.severity, found.bad_rows) == ("failed", "warn", 3)
    assert found.detail == (
        "governance/trees/star.yml says so; first in the month of 2026-07-01: 3.5 is not 2, residual 1.5, "
        "and 3 of 4 values differ"
    )


def test_one_that_breaks_for_a_member_alone_names_the_member(project):
    (found,) = results(project, *values(6, 5, 7, 2), *values(6, 4, 7, 2, ("shop", "east")))

    assert "in the month of 2026-06-01, shop east: 4 is not 5, residual -1" in found.detail


def test_one_that_no_period_can_show_is_a_warning(project):
    (found,) = results(project, *values(6, 5, 7, 2)[:2])

    assert (found.status, found.severity) == ("failed", "warn")
    assert "no period in common" in found.detail


def test_a_project_without_identities_has_nothing_to_check(project):
    (project.root / "governance" / "trees" / "star.yml").unlink()

    assert check_identities(project, project.root / "none.duckdb", RELATION) == []
