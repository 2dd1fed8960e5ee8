"""Hubs that tests use: the demo company, built once a run to be read; a shop with four orders, a copy for each test."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bench.declared import copy_project
from lodestar.releases.release import current_release
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


SHOP = Path(__file__).parent / "projects" / "shop"

JANUARY = """id,store_id,ordered_at,amount,is_returned
1,1,2026-01-30 10:00:00,10.00,false
2,1,2026-01-31 15:59:59.999,20.00,true
3,2,2026-01-31 16:00:00,30.50,false
4,,2026-02-03 10:00:00,5.00,false
"""
"""Order 2 is placed at 23:59:59.999 and order 3 at midnight of Shanghai, on either side of the month's end."""


@pytest.fixture
def shop(tmp_path: Path) -> Project:
    """The shop with its first delivery, not built yet."""
    shutil.copytree(SHOP, tmp_path / "shop")
    project = open_project(tmp_path / "shop")
    deliver(project, "january", JANUARY)
    return project


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from lodestar.workflows.build import build

    folder = tmp_path_factory.mktemp("template") / "shop"
    shutil.copytree(SHOP, folder)
    project = open_project(folder)
    deliver(project, "january", JANUARY)
    build(project)
    return folder


@pytest.fixture
def built_shop(tmp_path: Path, shop_template: Path) -> Project:
    """The shop, built and published once, as a copy of the test's own."""
    shutil.copytree(shop_template, tmp_path / "shop", symlinks=True)
    return open_project(tmp_path / "shop")


def deliver(project: Project, name: str, text: str) -> None:
    folder = project.raw_dir / "orders"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")


MARKET = Path(__file__).parent / "projects" / "market"

MARKET_JANUARY = {
    "sales": "id,stall_id,sold_on,amount\n1,1,2026-01-05,10.00\n2,2,2026-01-06,20.00\n3,1,2026-02-02,5.00\n",
    "visits": "id,visited_on,page\n1,2026-01-05,home\n2,2026-01-05,shop\n3,2026-02-02,home\n",
    "stalls": "id,name\n1,Bread\n2,Fish\n",
}


@pytest.fixture(scope="session")
def market_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from lodestar.workflows.build import build

    folder = tmp_path_factory.mktemp("template") / "market"
    shutil.copytree(MARKET, folder)
    project = open_project(folder)
    for source, text in MARKET_JANUARY.items():
        bring(project, source, "january", text)
    build(project)
    return folder


@pytest.fixture
def built_market(tmp_path: Path, market_template: Path) -> Project:
    """The market of three sources, built and published once, as a copy of the test's own."""
    shutil.copytree(market_template, tmp_path / "market", symlinks=True)
    return open_project(tmp_path / "market")


def bring(project: Project, source: str, name: str, text: str) -> None:
    """A raw file of the market: `source` is sales, visits or stalls."""
    folder = project.raw_dir / source
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")


@pytest.fixture
def published() -> Callable[..., list[tuple[Any, ...]]]:
    """Rows of a query on the current release."""

    def rows(project: Project, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(current_release(project.hub_dir).database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return rows
