"""The DuckDB files that are measured: how they are opened, and how statements in them are timed."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

__all__ = ["Settings", "best_of", "interrupted_after", "opened"]

SLOW_SECONDS = 20.0
"""What takes longer is run once, not three times."""


@dataclass(frozen=True)
class Settings:
    """What every connection of a run is opened with."""

    threads: int
    memory_limit: str


@contextlib.contextmanager
def opened(path: Path, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a file; what doesn't fit into memory goes to a folder beside it."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": settings.threads,
        "memory_limit": settings.memory_limit,
        "temp_directory": str(path.with_suffix(".spill")),
    }
    connection = duckdb.connect(str(path), config=config)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    try:
        yield connection
    finally:
        connection.close()


def best_of(runs: int, *actions: Callable[[], object]) -> list[float]:
    """The shortest of several runs of each action, in seconds; they take turns. One run of what is slow."""
    seconds: list[list[float]] = [[] for _ in actions]
    for _ in range(runs):
        for action, before in zip(actions, seconds, strict=True):
            if before and before[0] > SLOW_SECONDS:
                continue
            begun = time.perf_counter()
            action()
            before.append(time.perf_counter() - begun)
    return [min(before) for before in seconds]


def interrupted_after(seconds: float, connection: duckdb.DuckDBPyConnection, statements: Sequence[str]) -> bool:
    """Runs statements; returns False if they had to be interrupted."""
    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        for statement in statements:
            connection.execute(statement)
    except duckdb.InterruptException:
        return False
    finally:
        timer.cancel()
    return True
