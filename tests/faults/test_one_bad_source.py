"""One source of three is bad. The command says so and ends with 1; what does not depend on it is up to date."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from lodestar.releases.release import current_release
from lodestar.workflows.build import build
from tests.conftest import bring

pytestmark = [pytest.mark.slow, pytest.mark.fault(41, "one bad source among several")]


def lodestar(project, *arguments):
    command = [sys.executable, "-c", "from lodestar.cli.app import main; main()", *arguments]
    return subprocess.run(
        [*command, "--project-dir", str(project.root)], capture_output=True, text=True, check=False, env=os.environ
    )


def test_one_bad_source_makes_only_its_own_metrics_stale(seen, built_market):
    before = current_release(built_market.hub_dir).release_id
    bring(built_market, "sales", "february", "id,stall_id,sold_on,amount\n4,1,2026-02-03,-1\n5,1,2026-02-03,-2\n")
    bring(built_market, "visits", "february", "id,visited_on,page\n4,2026-02-03,home\n")

    built = lodestar(built_market, "build", "-q")

    now = current_release(built_market.hub_dir).release_id
    reason = "raw.till__sales: amount is at least 0: 2 bad rows"
    assert built.returncode == 1
    assert "Traceback" not in built.stderr
    assert f"Published release {now} without 3 metrics and 1 table" in built.stderr
    assert f"keep the values of release {before}, because of {reason}" in built.stderr
    asked = lodestar(built_market, "query", "revenue", "--format", "json")
    assert (asked.returncode, reason in json.loads(asked.stdout)["stale"]["revenue"]) == (0, True)
    visits = json.loads(lodestar(built_market, "query", "visit_count", "--format", "json").stdout)
    assert [value["value"] for value in visits["values"]] == [2, 2], "January as before, February with the new visit"
    assert visits["stale"] == {}
    bring(built_market, "sales", "february", "id,stall_id,sold_on,amount\n4,1,2026-02-03,1\n5,1,2026-02-03,2\n")
    with seen.recovery():
        build(built_market).require_whole()
    seen.happened("3 of 4 metrics kept their values with the reason; the other one was published")
