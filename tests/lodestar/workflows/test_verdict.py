"""The demo company's stars grew as they should, and whoever asks for another is told."""

from datetime import date

import pytest

from lodestar.errors import ConfigurationError, ReleaseError, UnknownNameError, UsageError
from lodestar.settings import open_project
from lodestar.workflows.verdict import verdicts

STARS = """north_stars:
  - {metric: minutes, scope: x, stage: s, value_statement: v, effective_from: 2026-01-01}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "dbt_project.yml").write_text("name: x\n", encoding="utf-8")
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "north_stars.yml").write_text(STARS, encoding="utf-8")
    return open_project(tmp_path)


def test_a_star_that_is_not_listed_is_told_with_the_nearest(project):
    with pytest.raises(UnknownNameError, match="Did you mean 'minutes'"):
        verdicts(project, "minute")


def test_a_month_that_is_none_is_told(project):
    with pytest.raises(UsageError, match="is no month"):
        verdicts(project, month="october")


def test_a_file_that_can_not_be_read_is_told_with_its_line(project):
    (project.root / "governance" / "north_stars.yml").write_text(STARS.replace("scope: x, ", ""), encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"north_stars.yml:2: scope is missing"):
        verdicts(project)


def test_nothing_published_is_told(project):
    with pytest.raises(ReleaseError, match="Nothing is published"):
        verdicts(project)


@pytest.mark.slow
@pytest.mark.parametrize("month", ["2026-03", "2026-04", "2026-10"])
def test_no_star_of_the_demo_is_hollow_but_that_of_the_community_since_posters_were_paid(demo_hub, month):
    found = {one.star.scope: one.verdict for one in verdicts(demo_hub.project, month=month)}

    assert set(found) == {"company", "retail", "schools", "community", "factory"}
    community = found.pop("community")
    assert {one.state for one in found.values()} <= {"healthy", "watch"}
    assert (community.state == "hollow") == (month >= "2026-04")


@pytest.mark.slow
def test_the_study_plan_that_was_launched_in_march_is_seen_as_growth(demo_hub):
    (may,) = verdicts(demo_hub.project, "weekly_effective_learning_minutes", "2026-05")
    (before,) = verdicts(demo_hub.project, "weekly_effective_learning_minutes", "2026-02")

    assert (may.verdict.is_grown, before.verdict.is_grown) == (True, False)
    assert may.verdict.star.growth == pytest.approx(0.4, abs=0.05)
    assert may.verdict.star.months == tuple(date(2025 + n // 12, n % 12 + 1, 1) for n in range(8, 14))


@pytest.mark.slow
def test_without_a_month_the_last_final_one_is_judged(demo_hub):
    assert {one.month for one in verdicts(demo_hub.project)} == {date(2026, 10, 1)}


@pytest.mark.slow
def test_a_month_before_there_was_a_star_is_told(demo_hub):
    with pytest.raises(UsageError, match="No north star is active in 2024-01"):
        verdicts(demo_hub.project, month="2024-01")
