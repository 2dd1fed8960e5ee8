"""Hubs that tests read: the demo company, built once a run in a folder of its own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bench.declared import copy_project
from lodestar.settings import Project, open_project

ROOT = Path(__file__).parent.parent
EVENTS = 60_000
"""Size of the demo company in tests: 4,000 orders, built in about half a minute."""


@dataclass(frozen=True)
class DemoHub:
    """A built and published demo company. `truth` is what its generator wrote down."""

    project: Project
    truth: dict[str, Any]


@pytest.fixture(scope="session")
def demo_hub(tmp_path_factory: pytest.TempPathFactory) -> DemoHub:
    """The demo company, generated, built and published once for all workers. Read it, never change it."""
    from lodestar.workflows.demo import run_demo

    base = tmp_path_factory.getbasetemp()  # under xdist each worker has one below the run's own folder
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo_hub"
    project_dir = shared / "project"
    with one_at_a_time(shared.with_suffix(".lock")):
        if not (shared / "done").exists():
            shutil.rmtree(shared, ignore_errors=True)
            copy_project(ROOT, project_dir)
            run_demo(open_project(project_dir), events=EVENTS, seed=20260101)
            (shared / "done").touch()
    project = open_project(project_dir)
    return DemoHub(project, json.loads((project.raw_dir / "_truth.json").read_text(encoding="utf-8")))


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Test workers wait here for each other."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
