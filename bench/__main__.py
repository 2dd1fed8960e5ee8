"""`make bench`, or `python -m bench --sizes 1m,10m --json bench.json`.

Exits 1 when two ways to compute the same rows disagree, or a part can't be measured. A bar that is missed is a figure
in the table, not an error.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import measures
from bench.bars import rows_of_project, rows_of_size
from bench.events import Volume
from bench.manifest import bench_catalog
from bench.measures import Comparison
from bench.nothing_new import measure_nothing_new
from bench.report import machine, print_rows
from bench.warehouse import Settings
from lodestar.catalog.catalog import Catalog

COMPARISONS = {
    "rolling_28_day_sum": Comparison("revenue_28_days", "rolling_28_day_sum"),
    "daily_distinct_users": Comparison("active_users", "daily_distinct_users"),
    "rolling_28_day_distinct": Comparison("active_users_28_days", "rolling_28_day_distinct"),
    "revenue": Comparison("revenue", "revenue"),
    "paid_share": Comparison("paid_share", "paid_share"),
    "revenue_whole": Comparison("revenue", None, whole=True),
    "paid_share_whole": Comparison("paid_share", None, whole=True),
}
METRICS_TO_COMPILE = 100
PROGRESS = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)

Measure = Callable[..., dict[str, Any]]


class Bench:
    """One run: measures parts one after the other, each in a process of its own, and remembers what failed."""

    def __init__(self, options: argparse.Namespace, catalog: Catalog, folder: Path) -> None:
        """Nothing runs yet."""
        self._options = options
        self._settings = Settings(options.threads, options.memory_limit)
        self._catalog = catalog
        self._folder = folder
        self.failures: list[str] = []

    def size(self, name: str) -> dict[str, Any]:
        """Everything that is measured of one number of events."""
        path = self._folder / f"{name}.duckdb"
        volume = Volume.of(events_of(name), self._options.years)
        measured: dict[str, Any] = {"data": self._part(name, "marts", measures.prepare, path, self._settings, volume)}
        if measured["data"] is None:
            return measured
        on_file = (path, self._settings, self._catalog)
        if self._options.witness:
            measured["witness"] = self._part(name, "witness", measures.check_witness, *on_file)
        measured["memory"] = self._part(name, "memory", measures.measure_memory, *on_file)
        measured["full_build"] = self._part(name, "full build", measures.measure_full_build, *on_file)
        for key, comparison in COMPARISONS.items():
            measured[key] = self._part(
                name, key, measures.measure_one_metric, *on_file, comparison, self._options.metricflow_limit
            )
        histories = {}
        for years in range(1, self._options.years + 1):
            histories[years] = self._history(name, path, volume, years)
        measured["one_more_day"] = {years: found for years, found in histories.items() if found}
        if not self._options.keep:
            path.unlink(missing_ok=True)
        return {key: value for key, value in measured.items() if value}

    def project(self) -> dict[str, Any]:
        """What does not depend on a size."""
        measured = {"compile": self._part("", "compile", measures.measure_compile, self._catalog, METRICS_TO_COMPILE)}
        if not self._options.skip_nothing_new:
            measured["nothing_new"] = self._part("", "nothing new", measure_nothing_new, self._folder)
        return {key: value for key, value in measured.items() if value}

    def _history(self, name: str, path: Path, volume: Volume, years: int) -> dict[str, Any] | None:
        shorter, file = volume.over(years), path
        if years < self._options.years:
            file = path.with_stem(f"{path.stem}_{years}_years")
            self._part(name, f"marts of {years} years", measures.prepare, file, self._settings, shorter)
        what = f"one more day after {years} years"
        found = self._part(name, what, measures.measure_one_more_day, file, self._settings, self._catalog, shorter)
        if file != path and not self._options.keep:
            file.unlink(missing_ok=True)
        return found

    def _part(self, size: str, what: str, measure: Measure, *arguments: Any) -> dict[str, Any] | None:
        PROGRESS.print(f"{size} {what} ...".strip())
        try:
            with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as own_process:
                return own_process.submit(measure, *arguments).result()
        except Exception as error:  # whatever it is, the other parts are still worth their figures
            self.failures.append(f"{size} {what}: {type(error).__name__}: {error}".strip())
            PROGRESS.print(f"  {self.failures[-1]}")
            return None


def events_of(size: str) -> int:
    """`1m` is a million."""
    units = {"k": 1_000, "m": 1_000_000}
    text = size.strip().lower()
    if not text or text[-1] not in units or not text[:-1].isdigit():
        raise SystemExit(f"--sizes: {size!r} is no size; write 100k, 1m, 10m or 50m, separated by commas.")
    return int(text[:-1]) * units[text[-1]]


def main() -> int:
    """Measures, prints, writes. Returns the exit code."""
    options = _parser().parse_args()
    sizes = options.sizes.split(",")
    for name in sizes:
        events_of(name)
    folder = Path(tempfile.mkdtemp(prefix="lodestar-bench-"))
    try:
        bench = Bench(options, bench_catalog(), folder)
        result: dict[str, Any] = {"machine": machine(), "options": vars(options), "project": bench.project()}
        print_rows("Whatever the size", rows_of_project(result["project"]))
        result["sizes"] = {}
        for name in sizes:
            measured = bench.size(name)
            result["sizes"][name] = {"measured": measured, "rows": [row.as_json() for row in rows_of_size(measured)]}
            print_rows(_title(name, measured, options), rows_of_size(measured))
    finally:
        if options.keep:
            PROGRESS.print(f"The DuckDB files stay in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    result["project_rows"] = [row.as_json() for row in rows_of_project(result["project"])]
    result["failures"] = bench.failures
    if options.json:
        options.json.write_text(json.dumps(result, indent=2, default=str) + "\n", encoding="utf-8")
    for failure in bench.failures:
        PROGRESS.print(f"FAILED {failure}")
    return 1 if bench.failures else 0


def _title(name: str, measured: dict[str, Any], options: argparse.Namespace) -> str:
    data = measured.get("data") or {"events": 0, "users": 0, "user_days": 0}
    return (
        f"{name}: {data['events']:,} events of {data['users']:,} users on {data['user_days']:,} user days, "
        f"{options.years} years, {options.threads} threads, {machine()['cpu']}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default=os.environ.get("SIZES", "1m"), help="numbers of events: 1m,10m,50m")
    parser.add_argument("--years", type=int, default=int(os.environ.get("YEARS", "3")), help="years of history")
    parser.add_argument("--threads", type=int, default=2, help="threads of DuckDB")
    parser.add_argument("--memory-limit", default="4GB", help="memory that DuckDB may take")
    parser.add_argument("--metricflow-limit", type=float, default=600, help="seconds until MetricFlow's SQL is stopped")
    parser.add_argument("--witness", action="store_true", help="check the SQL by hand against MetricFlow: 100k")
    parser.add_argument("--skip-nothing-new", action="store_true", help="leave out `lodestar build` with nothing new")
    parser.add_argument("--json", type=Path, help="file for all figures")
    parser.add_argument("--keep", action="store_true", help="keep the DuckDB files")
    return parser


if __name__ == "__main__":
    sys.exit(main())
