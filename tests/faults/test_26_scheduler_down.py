"""Row 26: the scheduler is down over the day on which the month is frozen."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from lodestar.review.ledger import Ledger
from orchestration import definitions

pytestmark = [pytest.mark.slow, pytest.mark.fault(26, "scheduler down over the 1st of the month")]


@pytest.mark.thorough  # the schedule alone is in tests/orchestration in every run
def test_26_what_was_missed_is_made_up_for_by_one_run_of_the_right_month(seen, built_shop, monkeypatch):
    """Dagster's own scheduler with the clock turned: up in January, down over 1 and 4 February, back on the 9th."""
    import dagster as dg
    from dagster._core.test_utils import create_test_daemon_workspace_context, freeze_time, instance_for_test
    from dagster._core.workspace.load_target import PythonFileTarget
    from dagster._scheduler.scheduler import launch_scheduled_runs

    monkeypatch.setenv("LODESTAR_PROJECT_DIR", str(built_shop.root))
    monkeypatch.setenv("TZ", "America/Los_Angeles")  # where the host is does not matter
    target = PythonFileTarget(
        definitions.__file__, attribute="defs", working_directory=str(definitions.REPOSITORY), location_name="hub"
    )
    launcher = {"run_launcher": {"module": "dagster._core.test_utils", "class": "MockedRunLauncher"}}
    directly = {"run_coordinator": {"module": "dagster._core.run_coordinator", "class": "DefaultRunCoordinator"}}
    asked: list[tuple[str, str]] = []
    with (
        instance_for_test(overrides=launcher | directly) as instance,
        create_test_daemon_workspace_context(target, instance) as workspace,
    ):
        (repository,) = workspace.create_request_context().get_code_location("hub").get_repositories().values()

        def wake(at):
            with freeze_time(at):
                scheduler = logging.getLogger("scheduler")
                list(launch_scheduled_runs(workspace, scheduler, at, iteration_times={}, scheduler_run_futures={}))
            return sorted((run.job_name, run.tags.get("dagster/partition", "")) for run in instance.get_runs())

        with freeze_time(datetime(2026, 1, 31, 12, tzinfo=UTC)):
            instance.start_schedule(repository.get_schedule("monthly_review_schedule"))
            instance.start_schedule(repository.get_schedule("daily_refresh"))
        assert wake(datetime(2026, 1, 31, 13, tzinfo=UTC)) == []

        with seen.recovery():
            asked = wake(datetime(2026, 2, 9, 3, tzinfo=UTC))
        assert asked == [("refresh", ""), ("review", "2026-01")]  # one of each, though nine mornings were missed
        assert wake(datetime(2026, 2, 9, 4, tzinfo=UTC)) == asked

    review = definitions.definitions_of(built_shop).resolve_job_def("review")
    with dg.DagsterInstance.ephemeral() as instance:
        assert review.execute_in_process(instance=instance, partition_key=dict(asked)["review"]).success
    assert {freeze.month for freeze in Ledger(built_shop.ledger_dir).freezes()} == {"2026-01"}
    seen.happened("down over nine mornings: one refresh, one review, of the month before; frozen once")
