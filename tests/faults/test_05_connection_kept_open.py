"""Row 5: a BI tool keeps its connection through builds and the removal of old releases."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from lodestar.settings import open_project
from lodestar.workflows.build import build
from lodestar.workflows.retention import prune
from tests.faults.forked import Forked
from tests.faults.shop import HEADER, deliver, read_whole

pytestmark = [pytest.mark.slow, pytest.mark.fault(5, "a BI tool keeps a connection open for hours")]

TOOL = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(connection.execute(
        "select (select release_id from hub.release), count(*), sum(hash(v)), sum(value) from hub.metric_values as v"
    ).fetchall(), flush=True)
"""


class Tool:
    """Another process that holds a release open, and asks it whenever it is told to."""

    def __init__(self, project):
        folder = (project.hub_dir / "current").resolve()
        self.process = subprocess.Popen(
            [sys.executable, "-c", TOOL, str(next(folder.glob("*.duckdb")))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def close(self):
        self.process.stdin.close()
        return self.process.wait(timeout=30)


def test_05_a_held_release_outlives_builds_and_prune_until_it_is_let_go(seen, built_shop):
    settings = built_shop.root / "dbt_project.yml"
    settings.write_text(settings.read_text().replace("vars:\n", "vars:\n  keep_releases: 1\n  keep_days: 0\n"))
    project = open_project(built_shop.root)
    held, releases = read_whole(project), []
    tool = Tool(project)
    try:
        first = tool.ask()
        assert held in first
        for number in (1, 2, 3):
            deliver(project, f"number{number}", HEADER + f"{100 + number},1,2026-02-10 00:00:00,10,false\n")
            said = project.root / "said"
            assert Forked(partial(build, project), said).wait() == 0, said.read_text()
            releases.append(read_whole(project))
            assert tool.ask() == first

        reasons = {standing.release.release_id: standing.reasons for standing in prune(project)}
        assert tool.ask() == first
        assert (project.releases_dir / held).is_dir()
        assert [why for why in reasons[held] if "held by" in why] == [
            f"held by process {tool.process.pid} ({name_of(tool)})"
        ]
        # one that nobody held went with the build after the next; the last two stay by rule
        assert {path.name for path in project.releases_dir.iterdir()} == {held, *releases[1:]}
    finally:
        assert tool.close() == 0

    with seen.recovery():
        gone = {standing.release.release_id for standing in prune(project) if standing.was_removed}
    assert gone == {held}
    assert {path.name for path in project.releases_dir.iterdir()} == set(releases[1:])
    assert read_whole(project) == releases[-1]
    seen.happened("3 builds went on; the tool kept its rows, prune left its release and removed it once it was closed")


def name_of(tool):
    return Path(f"/proc/{tool.process.pid}/comm").read_text(encoding="utf-8").strip()
