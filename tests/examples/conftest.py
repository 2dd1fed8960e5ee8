"""The example project over real invoices, built once a run in a folder of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from lodestar.settings import Project, open_project

EXAMPLE = Path(__file__).parents[2] / "examples" / "online_retail"
BUILT = {"hub", "target", "logs"}
"""Folders that a project makes and does not declare: never copied. `expectations/hub` is declared."""


@dataclass(frozen=True)
class RetailHub:
    """The example, built and published, and the raw file that it was built from."""

    project: Project
    raw_file: Path


@pytest.fixture(scope="session")
def retail_hub(tmp_path_factory: pytest.TempPathFactory) -> RetailHub:
    """The example, built once for all workers. Read it, never change it.

    Without the real data its tests are skipped; in CI, which has the data, they fail.
    """
    raw_file = open_project(EXAMPLE).raw_dir / "online_retail.parquet"
    if not raw_file.is_file():
        reason = f"{raw_file.name} is not in {raw_file.parent}; LODESTAR_REAL_DATA names the folder of the real data"
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the real data: {reason}")
        pytest.skip(reason)

    from lodestar.workflows.build import build

    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the folder of the run, which its workers share
    shared = base / "retail_hub"
    project_dir = shared / "project"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            shutil.rmtree(shared, ignore_errors=True)
            shutil.copytree(EXAMPLE, project_dir, ignore=_built)
            build(_opened(project_dir, raw_file))
            (shared / "done").touch()
    return RetailHub(_opened(project_dir, raw_file), raw_file)


def _built(folder: str, _names: list[str]) -> set[str]:
    return BUILT if Path(folder) == EXAMPLE else set()


def _opened(project_dir: Path, raw_file: Path) -> Project:
    # said outright: the copy has no data beside it, and a developer's hub is not the place for a test's build
    return open_project(project_dir, raw_dir=raw_file.parent, hub_dir=project_dir / "hub")
