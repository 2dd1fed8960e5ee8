"""The table that people read, and the machine that it was measured on."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.bars import Row

__all__ = ["machine", "print_rows"]

PACKAGES = ("duckdb", "metricflow", "dbt-core", "sqlglot", "lodestar")


def machine() -> dict[str, object]:
    """What the figures depend on: processor, cores, memory, versions."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {package: _version(package) for package in PACKAGES},
    }


def print_rows(title: str, rows: Iterable[Row]) -> None:
    """Prints the rows as one table."""
    table = Table(title=title, title_justify="left")
    for column in ("what", "ours s", "by hand s", "MetricFlow s", "figure", "bar", "", "note"):
        table.add_column(column, justify="right" if column.endswith(" s") else "left", overflow="fold")
    for row in rows:
        sign = ">=" if row.at_least else "<="
        table.add_row(
            row.what,
            *(_seconds(value) for value in (row.ours, row.by_hand, row.metricflow)),
            "-" if row.figure is None else f"{row.figure:.2f} {row.unit}",
            "" if row.bar is None else f"{sign} {row.bar:g}",
            row.verdict,
            row.note,
        )
    Console(width=None if sys.stdout.isatty() else 170, markup=False).print(table)


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _cpu() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
