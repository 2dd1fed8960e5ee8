"""`lodestar build` of the demo company when nothing has changed since the last build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.declared import ROOT, copy_project

__all__ = ["measure_nothing_new"]

LODESTAR = "from lodestar.cli.app import main; main()"
DBT = "from dbt.cli.main import cli; cli()"
RUNS = 2


def measure_nothing_new(folder: Path) -> dict[str, Any]:
    """Builds the demo in a copy, then again: the command's whole time, and what dbt takes to parse the same project."""
    project = copy_project(ROOT, folder / "demo")
    try:
        first = _seconds(project, LODESTAR, "demo", "--quiet")
        again = min(_seconds(project, LODESTAR, "build", "--quiet") for _ in range(RUNS))
        _seconds(project, DBT, "--quiet", "parse")
        dbt_parse = min(_seconds(project, DBT, "--quiet", "parse") for _ in range(RUNS))
    finally:
        shutil.rmtree(project, ignore_errors=True)
    return {"seconds": again, "first_build": first, "dbt_parse": dbt_parse}


def _seconds(project: Path, program: str, *arguments: str) -> float:
    outside = {key: value for key, value in os.environ.items() if not key.startswith("LODESTAR_")}
    begun = time.perf_counter()
    result = subprocess.run(  # our own two commands, without a shell
        [sys.executable, "-c", program, *arguments],
        cwd=project,
        env={**outside, "LODESTAR_WAREHOUSE": ":memory:", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        said = result.stdout[-500:] + result.stderr[-2000:]
        raise RuntimeError(f"{arguments[0]} ended with {result.returncode}:\n{said}")
    return time.perf_counter() - begun
