"""A release goes only when nothing keeps it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lodestar.errors import ConfigurationError
from lodestar.releases.release import point_to, seal, staging_folder
from lodestar.settings import Project
from lodestar.workflows.retention import prune, standings

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def hub(tmp_path):
    """Ten releases, one a day, the last yesterday; the newest is the current one."""
    project = Project(tmp_path, "shop", tmp_path / "raw", tmp_path / "hub", "UTC", "monday", {}, {})
    for day in range(10, 0, -1):
        publish(project, day)
    return project


def publish(project, days_ago):
    at = NOW - timedelta(days=days_ago)
    name = f"{at:%Y%m%dT%H%M%SZ}-aaaaaa"
    staging = staging_folder(project.releases_dir, name)
    (staging / f"metrics-{name}.duckdb").write_text("data" * 100)
    release = seal(staging, project.releases_dir, name, {"release_id": name, "published_at": at.isoformat()})
    point_to(project.hub_dir, release)
    return release


def keeping(project, releases, days):
    return replace(project, variables={"keep_releases": releases, "keep_days": days})


def kept_days(project):
    return [
        (NOW - datetime.strptime(path.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)).days
        for path in sorted(project.releases_dir.iterdir())
    ]


@pytest.mark.parametrize(
    ("releases", "days", "left"),
    [(30, 35, list(range(10, 0, -1))), (3, 0, [3, 2, 1]), (1, 5, [4, 3, 2, 1]), (1, 0, [2, 1])],
)
def test_what_is_neither_among_the_last_nor_young_goes(hub, releases, days, left):
    prune(keeping(hub, releases, days), now=NOW)

    assert kept_days(hub) == left  # the last good one before the current stays even where one is kept


def test_a_dry_run_names_what_would_go_and_removes_nothing(hub):
    told = prune(keeping(hub, 1, 0), dry_run=True, now=NOW)

    assert [not standing.reasons for standing in told] == [True] * 8 + [False] * 2
    assert len(kept_days(hub)) == 10


def test_what_a_frozen_month_refers_to_stays(hub):
    release_id = standings(hub, NOW)[2].release.release_id
    freeze = hub.ledger_dir / "000001-2026-10"
    freeze.mkdir(parents=True)
    (freeze / "values.csv").write_text("")
    facts = {"release_id": release_id, "month": "2026-10", "rows": 0, "frozen_at": "2026-11-05T00:00:00+00:00"}
    (freeze / "facts.json").write_text(json.dumps(facts))

    prune(keeping(hub, 1, 0), now=NOW)

    assert kept_days(hub) == [8, 2, 1]


def test_with_a_ledger_that_can_not_be_read_nothing_goes(hub):
    freeze = hub.ledger_dir / "000001-2026-10"
    freeze.mkdir(parents=True)
    (freeze / "facts.json").write_text("{")

    prune(keeping(hub, 1, 0), now=NOW)

    assert len(kept_days(hub)) == 10


def test_the_fallback_is_the_last_one_that_is_whole(hub):
    damaged = standings(hub, NOW)[-2].release
    damaged.database.write_text("cut")

    prune(keeping(hub, 1, 0), now=NOW)

    assert 3 in kept_days(hub)


@pytest.mark.parametrize(("name", "value"), [("keep_releases", 0), ("keep_days", -1), ("keep_days", "many")])
def test_a_number_that_is_none_is_refused(hub, name, value):
    with pytest.raises(ConfigurationError, match=f"vars.{name} is"):
        prune(replace(hub, variables={name: value}), now=NOW)
    assert len(kept_days(hub)) == 10
