"""Progress of long work: a moving line in a terminal, one line a step elsewhere, nothing when quiet."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

__all__ = ["is_stopping", "reporting", "stop"]

Report = Callable[[str, str, int, int], None]

STEPS = {
    "generate": "Generating the demo company's raw data",
    "compile": "Compiling metrics to tables",
    "load": "Loading new raw files",
    "transform": "Building models and running dbt tests",
    "check": "Checking tables with Great Expectations",
    "publish": "Publishing the release",
    "read": "Reading definitions",
    "build aside": "Building models aside",
    "compute": "Computing values",
    "explain": "Looking for reasons",
}


_stopping = False


def stop() -> None:
    """From now on the next report raises KeyboardInterrupt: work that was asked to stop gets no further."""
    global _stopping  # noqa: PLW0603 - set by a signal handler, which has no other way to speak
    _stopping = True


def is_stopping() -> bool:
    """Whether it was asked to stop: what fails from then on failed by that."""
    return _stopping


@contextlib.contextmanager
def reporting(console: Console, *, quiet: bool) -> Iterator[Report]:
    """Yields what a workflow calls with step, item, done and total."""
    if quiet:
        yield _stoppable(lambda *_where: None)
    elif console.is_terminal:
        columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(20), TextColumn("{task.fields[item]}")
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=False) as moving:
            yield _stoppable(_moving(moving))
    else:
        yield _stoppable(_plain(console))


def _stoppable(report: Report) -> Report:
    def checked(step: str, item: str, done: int, total: int) -> None:
        if _stopping and threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        report(step, item, done, total)

    return checked


def _moving(progress: Progress) -> Report:
    tasks: dict[str, TaskID] = {}
    one_at_a_time = threading.Lock()  # dbt reports from its own threads

    def report(step: str, item: str, done: int, total: int) -> None:
        with one_at_a_time:
            if step not in tasks:
                for task in tasks.values():
                    progress.update(task, total=1, completed=1, item="")
                    progress.stop_task(task)
                tasks[step] = progress.add_task(STEPS.get(step, step), total=None, item="")
            shown = item if len(item) <= 40 else item[:39] + "…"
            progress.update(tasks[step], completed=done, total=total or None, item=shown)

    return report


def _plain(console: Console) -> Report:
    begun: set[str] = set()

    def report(step: str, *_where: object) -> None:
        if step not in begun:
            begun.add(step)
            console.print(f"{STEPS.get(step, step)} ...", highlight=False)

    return report
