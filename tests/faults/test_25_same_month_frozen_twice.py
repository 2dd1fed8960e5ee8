"""Row 25: the same month is frozen twice: again, at the same moment, and by a tick that Dagster replays."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

import pytest

from lodestar.releases.release import current_release
from lodestar.workflows.freeze import freeze
from lodestar.workflows.verify_ledger import verify_ledger

pytestmark = [pytest.mark.slow, pytest.mark.fault(25, "the same month frozen twice; a tick replayed")]

FREEZE = """
import sys, time
from lodestar.settings import open_project
from lodestar.workflows.freeze import freeze
project = open_project(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(freeze(project, "2026-01").rows)
"""


def ledger_files(project):
    found = (path for path in project.ledger_dir.rglob("*") if path.is_file() and not path.name.endswith("lock"))
    return {path.relative_to(project.ledger_dir): path.read_bytes() for path in found}


def keys(project):
    """How often each value stands in the ledger."""
    counts = Counter()
    for path in project.ledger_dir.rglob("values.csv"):
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                counts[tuple(row[key] for key in ("metric_name", "grain", "period_start", "dimension", "member"))] += 1
    return counts


def test_25_two_freezes_at_the_same_moment_leave_one_set_of_rows(seen, built_shop):
    command = [sys.executable, "-c", FREEZE, str(built_shop.root)]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in both]

    done = sorted(int(out) for out, _ in answers if out)
    refused = [said for _, said in answers if said]
    written = sum(keys(built_shop).values())
    assert written > 20
    assert done in ([0, written], [written])
    assert len(done) + len(refused) == 2
    assert all("LedgerError" in said or "LockedError" in said for said in refused)
    assert set(keys(built_shop).values()) == {1}
    files = ledger_files(built_shop)
    assert freeze(built_shop, "2026-01").rows == 0  # and once more, later
    assert ledger_files(built_shop) == files
    assert verify_ledger(built_shop).rows == written
    seen.happened("frozen twice at the same moment: one set of rows, the ledger whole")


@pytest.mark.thorough  # by Dagster itself, tests/orchestration freezes a month twice in every run
def test_25_a_tick_that_dagster_replays_writes_nothing_again(seen, built_shop):
    import dagster as dg

    from orchestration.definitions import definitions_of

    definitions = definitions_of(built_shop)
    schedule, job = definitions.resolve_schedule_def("monthly_review_schedule"), definitions.resolve_job_def("review")
    at = datetime(2026, 2, 4, tzinfo=UTC)  # eight in the morning in Shanghai
    release = current_release(built_shop.hub_dir).release_id

    def tick():
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_schedule_context(instance=instance, scheduled_execution_time=at)
            (request,) = schedule.evaluate_tick(context).run_requests
            run = job.execute_in_process(instance=instance, partition_key=request.partition_key, raise_on_error=False)
            return request.run_key, request.partition_key, run.success

    first = tick()
    files = ledger_files(built_shop)
    with seen.recovery():
        again = tick()  # by an instance that has forgotten the first

    assert first == again == ("2026-01", "2026-01", True)
    assert set(keys(built_shop).values()) == {1}
    assert ledger_files(built_shop) == files
    assert current_release(built_shop.hub_dir).release_id == release
    seen.happened("tick replayed by a Dagster that forgot it: same run key, the ledger the same to the byte")
