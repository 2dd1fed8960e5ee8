"""The sensor for new raw files: a delivery is loaded when it has arrived whole, without waiting for the morning."""

import hashlib
import time

import dagster as dg

from orchestration.defs.jobs import refresh
from orchestration.hub import Hub

__all__ = ["new_raw_files"]

SECONDS_TO_SETTLE = 30
"""A file that changed just now may still be arriving."""


def new_raw_files(hub: Hub) -> dg.SensorDefinition:
    """Requests a refresh for every new listing (names, sizes, times) of the files that a source declares."""

    @dg.sensor(name="new_raw_files", job=refresh, minimum_interval_seconds=60)
    def look_for_files(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        files = _listing(hub)
        if not files:
            return dg.SensorResult(skip_reason=f"No file that a source declares is in {hub.project.raw_dir}.")
        listing = hashlib.sha256(repr(files).encode()).hexdigest()
        if listing == context.cursor:
            return dg.SensorResult(skip_reason=f"No new file: the same {len(files):,} as at the last request.")
        name, _, changed = max(files, key=lambda file: file[2])
        if time.time() - changed / 1e9 < SECONDS_TO_SETTLE:
            return dg.SensorResult(skip_reason=f"{name} may still be arriving: it changed just now.")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=listing)], cursor=listing)

    return look_for_files


def _listing(hub: Hub) -> list[tuple[str, int, int]]:
    patterns = {table.files for table in hub.catalog.loaded_sources if table.files}
    paths = {path for pattern in patterns for path in hub.project.raw_dir.glob(pattern) if path.is_file()}
    described = [(path.relative_to(hub.project.raw_dir).as_posix(), path.stat()) for path in sorted(paths)]
    return [(name, status.st_size, status.st_mtime_ns) for name, status in described]
