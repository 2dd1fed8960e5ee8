"""A shop with a handful of orders, seen through Dagster: jobs run in this process, on an instance of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from lodestar.settings import Project, open_project

SHOP = Path(__file__).parent.parent / "projects" / "shop"
HEADER = "id,store_id,ordered_at,amount,is_returned\n"
JANUARY = """1,1,2026-01-30 10:00:00,10.00,false
2,1,2026-01-31 15:59:59.999,20.00,true
3,2,2026-01-31 16:00:00,30.50,false
4,,2026-02-03 10:00:00,5.00,false
"""


@pytest.fixture
def deliver() -> Callable[[Project, str, str], None]:
    """Writes a raw file of orders."""
    return _deliver


@pytest.fixture(scope="session")
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from lodestar.workflows.prepare import prepare

    folder = tmp_path_factory.mktemp("compiled") / "shop"
    shutil.copytree(SHOP, folder)
    prepare(open_project(folder))
    return folder


@pytest.fixture(scope="session")
def _published(tmp_path_factory: pytest.TempPathFactory, _compiled: Path) -> Path:
    from lodestar.workflows.build import build

    folder = tmp_path_factory.mktemp("published") / "shop"
    shutil.copytree(_compiled, folder)
    _deliver(open_project(folder), "january", JANUARY)
    build(open_project(folder))
    return folder


@pytest.fixture
def shop(tmp_path: Path, _compiled: Path) -> Project:
    """The shop, compiled; no order has arrived."""
    return open_project(shutil.copytree(_compiled, tmp_path / "shop"))


@pytest.fixture
def published_shop(tmp_path: Path, _published: Path) -> Project:
    """The shop with a release, as `lodestar build` made it."""
    return open_project(shutil.copytree(_published, tmp_path / "shop", symlinks=True))


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """A Dagster of the test's own."""
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture
def run(instance: dg.DagsterInstance) -> Callable[..., dg.ExecuteInProcessResult]:
    """Runs a job of a project in this process, as Dagster does in one of its own."""

    def run_job(project: Project, job: str, **options: Any) -> dg.ExecuteInProcessResult:
        from orchestration.definitions import definitions_of

        resolved = definitions_of(project).resolve_job_def(job)
        return resolved.execute_in_process(instance=instance, raise_on_error=False, **options)

    return run_job


def _deliver(project: Project, name: str, orders: str) -> None:
    folder = project.raw_dir / "orders"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_text(HEADER + orders, encoding="utf-8")
