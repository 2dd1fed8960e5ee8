"""Targets, actions and the panorama are read off a release and the seeds, and a bad row loses nothing else."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pytest

from lodestar.errors import ReleaseError, UsageError
from lodestar.governance.actions import COLUMNS
from lodestar.releases.release import point_to, seal, staging_folder
from lodestar.review.effects import Method, Verdict
from lodestar.review.targets import Standing
from lodestar.settings import open_project
from lodestar.workflows.actions import actions
from lodestar.workflows.panorama import growth_panorama
from lodestar.workflows.targets import targets
from tests.lodestar.review.acted_histories import months

LAST_DAY = date(2026, 10, 15)
TARGETS = (
    "metric,dimension,member,grain,period_start,target\n"
    "orders,,,month,2026-09-01,3000\n"
    "orders,,,month,2026-10-01,3100\n"
    "orders,,,month,2026-10-02,1\n"
    "gone,,,month,2026-10-01,1\n"
)
ACTIONS = (
    ",".join(COLUMNS) + "\n"
    "Plan,commerce,Chen Yu,orders,,,Gain,Bet,2026-03-01,,0.2,\n"
    "Card,commerce,Chen Yu,,,,Gain,Bet,2026-03-01,,,\n"
    "Torn,commerce,Chen Yu,orders,,,Gain,Bet,March,,,\n"
    "Gone,commerce,Chen Yu,gone,,,Gain,Bet,2026-03-01,,0.1,\n"
)
STARS = "north_stars:\n  - {metric: orders, scope: company, stage: s, value_statement: v, effective_from: 2025-01-01}\n"


@pytest.fixture
def project(tmp_path):
    """Seventeen months of about 100 orders a day, 20% more from 2026-03 on, up to the 15th of October."""
    for path, text in {
        "dbt_project.yml": "name: shop\n",
        "seeds/targets.csv": TARGETS,
        "seeds/actions.csv": ACTIONS,
        "governance/north_stars.yml": STARS,
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    publish(tmp_path / "hub")
    return open_project(tmp_path)


def publish(hub):
    random = np.random.default_rng(1)
    first = date(2025, 6, 1)
    days = [first + timedelta(days=n) for n in range((LAST_DAY - first).days + 1)]
    level = {day: 100 * (1.2 if day >= date(2026, 3, 1) else 1.0) for day in days}
    values = {day: float(round(level[day] + random.normal() * 5)) for day in days}
    rows = [("orders", day, "day", value, True) for day, value in values.items()]
    rows.append(("orders", LAST_DAY + timedelta(days=1), "day", 3.0, False))  # the extract ran in the morning
    for start in months(17):
        total = sum(value for day, value in values.items() if (day.year, day.month) == (start.year, start.month))
        rows.append(("orders", start, "month", total, start < date(2026, 10, 1)))
    staging = staging_folder(hub / "releases", "r1")
    with duckdb.connect(str(staging / "metrics-r1.duckdb")) as connection:
        connection.execute("create schema hub")
        connection.execute(
            "create table hub.metric_values (metric_name text, period_start date, grain text, dimension text, "
            "member text, value double, numerator double, denominator double, is_complete boolean)"
        )
        listed = ", ".join(
            f"('{name}', date '{day}', '{grain}', 'total', 'total', {value}, null, null, {is_final})"
            for name, day, grain, value, is_final in rows
        )
        connection.execute(f"insert into hub.metric_values values {listed}")
        connection.execute(
            "create table hub.metric_catalog as select 'orders' as metric_name, 'Orders' as label, "
            "'订单数' as label_zh, 'orders' as unit, 'up' as direction, '' as dimensions"
        )
    point_to(hub, seal(staging, hub / "releases", "r1", {"published_at": "2026-10-16T00:00:00+00:00"}))


def test_targets_of_a_month_are_beside_its_values(project):
    september = targets(project, "2026-09")

    (found,) = september.attained
    assert (found.standing, found.target.value) == (Standing.met, 3000.0)
    assert found.value == pytest.approx(3600, rel=0.02)


def test_a_sum_that_still_runs_is_told_by_its_run_rate_and_a_torn_row_is_told(project):
    running = targets(project)

    found, unknown = running.attained
    assert (unknown.target.metric, unknown.standing) == ("gone", Standing.no_value)
    assert (running.month, running.through) == (date(2026, 10, 1), LAST_DAY)
    assert found.standing is Standing.on_track
    assert found.expected == pytest.approx(found.value * 31 / 15)
    assert [problem.sentence() for problem in running.problems] == [
        "seeds/targets.csv:4: no month begins on 2026-10-02",
        "seeds/targets.csv:5: No published metric is called 'gone'. Known: orders",
    ]


def test_a_target_and_an_action_of_a_member_that_has_no_value_are_told_with_the_nearest(project):
    release = next((project.hub_dir / "releases").glob("*/*.duckdb"))
    release.chmod(0o644)
    with duckdb.connect(str(release)) as connection:
        connection.execute("update hub.metric_catalog set dimensions = 'store'")
        connection.execute(
            "insert into hub.metric_values select metric_name, period_start, grain, 'store', 'Hangzhou', "
            "value, null, null, is_complete from hub.metric_values"
        )
    (release.parent / "release.json").write_text('{"release_id": "r1"}', encoding="utf-8")  # no word of what it was
    header = TARGETS.partition("\n")[0]
    rows = f"{header}\norders,store,Hangzou,month,2026-10-01,1\norders,shop,Hangzhou,month,2026-10-01,1\n"
    (project.root / "seeds" / "targets.csv").write_text(rows, encoding="utf-8")
    row = "Plan,commerce,Chen Yu,orders,store,Hangzhou|Hangzou,Gain,Bet,2026-03-01,,0.2,\n"
    (project.root / "seeds" / "actions.csv").write_text(",".join(COLUMNS) + "\n" + row, encoding="utf-8")

    assert [problem.sentence() for problem in targets(project).problems] == [
        "seeds/targets.csv:2: No store of orders is called 'Hangzou'. Did you mean 'Hangzhou'?",
        "seeds/targets.csv:3: No dimension of orders is called 'shop'. Known: store",
    ]
    (told,) = actions(project).problems
    assert told.sentence() == "seeds/actions.csv:2: No store of orders is called 'Hangzou'. Did you mean 'Hangzhou'?"


def test_actions_are_measured_and_what_cant_be_says_why(project):
    found = actions(project, "2026-09")

    plan, card, gone = found.measured
    assert (plan.effect.method, plan.verdict) == (Method.interrupted, Verdict.as_expected)
    assert plan.effect.holds(0.2)
    assert plan.effect.after == 7
    assert [one.refusal.code for one in (card, gone)] == ["no_metric", "no_values"]
    assert [problem.line for problem in found.problems] == [4, 5]
    assert "No published metric is called 'gone'" in found.problems[1].message
    assert actions(project, "2026-05").measured[0].effect.grain == "day"  # three months are too few


def test_the_panorama_is_of_the_end_of_the_month(project):
    found = growth_panorama(project, "2026-08")

    (view,) = found.stars
    assert (view.star.metric, view.point.period_start) == ("orders", date(2026, 8, 1))
    assert [one.initiative for one in found.without_metric] == ["Card"]
    assert found.off_tree == ("gone",)
    assert [problem.path for problem in found.problems] == ["seeds/targets.csv", "seeds/actions.csv"]


@pytest.mark.parametrize("review", [targets, actions, growth_panorama])
def test_a_month_that_is_none_and_a_hub_without_a_release_are_told(project, tmp_path, review):
    with pytest.raises(UsageError, match="is no month"):
        review(project, "October")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "dbt_project.yml").write_text("name: x\n")
    with pytest.raises(ReleaseError, match="Nothing is published"):
        review(open_project(tmp_path / "empty"))


def test_a_project_without_seeds_has_neither(project):
    for name in ("targets", "actions"):
        (project.root / "seeds" / f"{name}.csv").unlink()

    assert targets(project).attained == ()
    assert actions(project).measured == ()
    assert growth_panorama(project).stars[0].directions == ()
