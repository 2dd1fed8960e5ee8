"""The schedules fire in business time, and a tick that is made up for later means the same month."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from lodestar.settings import open_project
from orchestration import definitions

REPOSITORY = str(definitions.REPOSITORY)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def schedules(shop):
    from orchestration.definitions import definitions_of

    return definitions_of(shop).resolve_schedule_def


def instants(schedule, after, count):
    """When Dagster's scheduler fires, in UTC."""
    times = schedule_execution_time_iterator(after.timestamp(), schedule.cron_schedule, schedule.execution_timezone)
    return [f"{time.astimezone(UTC):%Y-%m-%d %H:%M}" for time in islice(times, count)]


def tick(schedule, at):
    return schedule.evaluate_tick(dg.build_schedule_context(scheduled_execution_time=at))


def test_the_refresh_fires_at_six_in_shanghai(schedules):
    assert instants(schedules("daily_refresh"), datetime(2026, 10, 31, tzinfo=UTC), 3) == [
        "2026-10-31 22:00",
        "2026-11-01 22:00",
        "2026-11-02 22:00",
    ]


def test_the_review_fires_on_the_fourth_after_the_refresh_of_that_day(schedules):
    assert instants(schedules("monthly_review_schedule"), datetime(2026, 10, 31, tzinfo=UTC), 3) == [
        "2026-11-04 00:00",
        "2026-12-04 00:00",
        "2027-01-04 00:00",
    ]


def test_business_time_follows_the_project(shop):
    """New York leaves summer time on 2026-11-01: six in the morning is another instant of UTC from then on."""
    from orchestration.defs.schedules import schedules

    declared = shop.root / "dbt_project.yml"
    declared.write_text(declared.read_text().replace("Asia/Shanghai", "America/New_York"))

    refresh, _ = schedules(open_project(shop.root))

    assert instants(refresh, datetime(2026, 10, 31, tzinfo=UTC), 3) == [
        "2026-10-31 10:00",
        "2026-11-01 11:00",
        "2026-11-02 11:00",
    ]


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 11, 4, 8, tzinfo=SHANGHAI), "2026-10"),
        (datetime(2026, 1, 4, 8, tzinfo=SHANGHAI), "2025-12"),
    ],
)
def test_a_review_is_of_the_month_before_its_tick(schedules, at, month):
    (request,) = tick(schedules("monthly_review_schedule"), at).run_requests

    assert request.partition_key == month


@pytest.mark.parametrize(("lag", "day"), [(0, 4), (2, 4), (3, 5), (10, 12), (60, 28)])
def test_a_review_waits_until_the_books_are_closed(shop, lag, day):
    from orchestration.defs.schedules import schedules

    _, review = schedules(open_project(shop.root), lag)

    assert (review.day_of_month, review.hour_of_day) == (day, 8)


def test_a_tick_that_runs_twice_asks_for_the_same_run(schedules):
    at = datetime(2026, 11, 4, 8, tzinfo=SHANGHAI)

    first, again = (tick(schedules("monthly_review_schedule"), at).run_requests for _ in range(2))

    assert first[0].run_key == again[0].run_key == "2026-10"


def test_a_month_begins_at_midnight_of_the_business_zone(schedules):
    """At 23:59 of 31 October in Shanghai October is not over, and a minute later it is."""
    schedule = schedules("monthly_review_schedule")

    before = tick(schedule, datetime(2026, 10, 31, 23, 59, tzinfo=SHANGHAI))
    after = tick(schedule, datetime(2026, 11, 1, 0, 0, tzinfo=SHANGHAI))

    assert [request.partition_key for request in before.run_requests] == ["2026-09"]
    assert [request.partition_key for request in after.run_requests] == ["2026-10"]


@pytest.mark.slow
def test_a_review_that_was_missed_while_the_scheduler_was_down_is_made_up_for_once(shop, monkeypatch):
    """Dagster's own scheduler, with the clock turned: up in October, down over the 4th, back on the 9th."""
    from dagster._core.test_utils import create_test_daemon_workspace_context, freeze_time, instance_for_test
    from dagster._core.workspace.load_target import PythonFileTarget
    from dagster._scheduler.scheduler import launch_scheduled_runs

    monkeypatch.setenv("LODESTAR_PROJECT_DIR", str(shop.root))
    target = PythonFileTarget(definitions.__file__, attribute="defs", working_directory=REPOSITORY, location_name="hub")
    launcher = {"run_launcher": {"module": "dagster._core.test_utils", "class": "MockedRunLauncher"}}
    directly = {"run_coordinator": {"module": "dagster._core.run_coordinator", "class": "DefaultRunCoordinator"}}
    log = logging.getLogger("scheduler")

    with (
        instance_for_test(overrides=launcher | directly) as instance,
        create_test_daemon_workspace_context(target, instance) as workspace,
    ):
        (repository,) = workspace.create_request_context().get_code_location("hub").get_repositories().values()

        def wake(at):
            with freeze_time(at):
                list(launch_scheduled_runs(workspace, log, at, iteration_times={}, scheduler_run_futures={}))
            return [run.tags["dagster/partition"] for run in instance.get_runs()]

        with freeze_time(datetime(2026, 10, 30, 12, tzinfo=UTC)):
            instance.start_schedule(repository.get_schedule("monthly_review_schedule"))

        assert wake(datetime(2026, 10, 30, 13, tzinfo=UTC)) == []
        assert wake(datetime(2026, 11, 9, 3, tzinfo=UTC)) == ["2026-10"]
        assert wake(datetime(2026, 11, 9, 4, tzinfo=UTC)) == ["2026-10"]


def test_the_doctor_comes_before_the_refresh_and_alerts_are_sent_every_five_minutes(schedules):
    assert instants(schedules("doctor_schedule"), datetime(2026, 10, 31, tzinfo=UTC), 1) == ["2026-10-31 21:00"]
    assert instants(schedules("alerts_schedule"), datetime(2026, 10, 31, 12, 1, tzinfo=UTC), 2) == [
        "2026-10-31 12:05",
        "2026-10-31 12:10",
    ]


def test_the_doctors_job_mends_and_fails_only_for_what_is_left_to_people(shop):
    from orchestration.definitions import definitions_of

    hub = shop.releases_dir
    (hub / ".staging-x").mkdir(parents=True)
    job = definitions_of(shop).resolve_job_def("doctor")

    assert job.execute_in_process().success
    assert not (hub / ".staging-x").exists()
