"""Ends test processes quietly: DuckDB's binding would print its own leak report below the results."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import settings

settings.register_profile("lodestar", deadline=None)  # machines are noisy: no test is about time
settings.load_profile("lodestar")

_status: int | pytest.ExitCode = 0


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: workers take file by file, and one that is left to the end is waited for."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int | pytest.ExitCode) -> None:
    """Remembers the status: at the very end pytest tells it nobody."""
    global _status  # noqa: PLW0603 - pytest hands the status over here and asks for nothing at the end
    _status = exitstatus


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leaves at once when DuckDB's users were imported."""
    if "great_expectations" in sys.modules or "dbt" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(_status))
