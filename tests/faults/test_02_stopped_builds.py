"""Row 2: SIGTERM and Ctrl-C in the middle of intake, of dbt, and of the checks."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from functools import partial

import duckdb
import pytest

from lodestar.cli.app import main
from lodestar.workflows.build import build
from lodestar.workflows.doctor import examine
from tests.faults.forked import Forked, wait_until
from tests.faults.shop import (
    HEADER,
    MORE,
    build_state,
    deliver,
    ended_builds,
    mart_rows,
    nothing_is_left,
    published_rows,
    read_whole,
)

pytestmark = [pytest.mark.slow, pytest.mark.fault(2, "SIGTERM, Ctrl-C")]

MANY = 300_000
"""Rows that take seconds to load, so that a signal comes in the middle of it."""

SAYS = {
    "load": "Loading new raw files",
    "transform": "Building models",
    "check": "Checking tables",
}

STOPPED = "Stopped. What was published is unchanged."


def build_by_command(root):
    sys.argv = ["lodestar", "build", "--project-dir", str(root)]
    main()


def stopped_and_clean(project, before, code, said):
    """Exit 130, one plain line, the old release, no lock, no file of the build."""
    assert code == 130, said
    assert said.strip().splitlines()[-1] == STOPPED
    assert "Traceback" not in said
    assert "Published" not in said
    assert build_state(project) == "aborted"
    last = ended_builds(project)[-1]
    assert (last["state"], last["release"]) == ("aborted", None)
    assert "died" not in last["reason"]
    assert read_whole(project) == before
    assert [path.name for path in project.releases_dir.iterdir()] == [before]
    nothing_is_left(project)
    assert examine(project) == []


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("load", signal.SIGTERM),
        ("check", signal.SIGINT),
        pytest.param("load", signal.SIGINT, marks=pytest.mark.thorough),
        pytest.param("transform", signal.SIGINT, marks=pytest.mark.thorough),
        pytest.param("check", signal.SIGTERM, marks=pytest.mark.thorough),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_02_a_stopped_build_is_aborted_and_the_next_one_is_clean(seen, built_shop, clean, step, number):
    before = read_whole(built_shop)
    if step == "load":
        lines = (f"{i},1,2026-02-05 00:00:00,1,false" for i in range(100, 100 + MANY))
        deliver(built_shop, "many", HEADER + "\n".join(lines) + "\n")
    else:
        deliver(built_shop, "more", MORE)
    said = built_shop.root / "said"
    child = Forked(partial(build_by_command, built_shop.root), said)
    wait_until(lambda: said.exists() and SAYS[step] in said.read_text())
    time.sleep(0.2)
    assert build_state(built_shop) == "building", "the signal would come too late to be in the middle"

    child.kill(number)
    began = time.monotonic()
    code = child.wait()

    assert time.monotonic() - began < 20
    assert said.read_text().count("...\n") == list(SAYS).index(step) + 2  # compiling comes before, and nothing after
    stopped_and_clean(built_shop, before, code, said.read_text())
    with seen.recovery():
        code = Forked(partial(build, built_shop), said).wait()
    assert code == 0, said.read_text()
    if step == "load":
        with duckdb.connect(str(built_shop.warehouse), read_only=True) as connection:
            (loaded,) = connection.execute("select count(distinct id) from raw.shop__orders").fetchone()
        assert loaded == 4 + MANY
    else:
        assert published_rows(built_shop) == published_rows(clean)
        assert mart_rows(built_shop) == mart_rows(clean)
    seen.happened(f"{number.name} in {step}: exit 130, aborted, lock free, nothing left; the next build is clean")


def test_02_a_terminated_process_says_that_it_was_stopped_and_frees_the_lock(seen, built_shop):
    before = read_whole(built_shop)
    command = [sys.executable, "-c", "from lodestar.cli.app import main; main()", "build", "--full-refresh"]
    process = subprocess.Popen(
        [*command, "--project-dir", str(built_shop.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while SAYS["transform"] not in process.stderr.readline():
        pass
    process.terminate()
    _, said = process.communicate(timeout=60)

    stopped_and_clean(built_shop, before, process.returncode, said)
    assert json.loads((built_shop.build_dir / "journal.json").read_text())["reason"]
    seen.happened("SIGTERM while dbt runs in a process of its own: the same")
