"""`python -m bench.intake`: the gate against DuckDB's own `read_json` into a table, on the same files and machine.

Each contender runs in a process of its own, so that its peak memory is its own. Rows are compared before times are.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from lodestar.catalog.raw_column import RawColumn
from lodestar.catalog.source import SourceTable
from lodestar.warehouse.intake import load_raw_files

COLUMNS = {
    **dict.fromkeys(("messageId", "userId", "anonymousId", "event"), "varchar"),
    **dict.fromkeys(("properties", "context"), "json"),
    **dict.fromkeys(("timestamp", "receivedAt", "type"), "varchar"),
}
CONTRACT = {
    "messageId": RawColumn("messageId", "varchar", required=True),
    **{
        name: RawColumn(name, "varchar", required=True, reads_as="timestamp", least="2020-01-01", most="now + 1 day")
        for name in ("timestamp", "receivedAt")
    },
    "type": RawColumn("type", "varchar", accepted=("track",)),
}
TRACKS = SourceTable(
    "source.bench.tracks", "segment", "tracks", "raw", "segment__tracks", COLUMNS, "*.jsonl.gz", "bench/intake.py",
    key=("messageId",), contract=CONTRACT,
)  # fmt: skip
CONTEXTS = tuple(
    json.dumps({"timezone": zone, "device": {"type": device}, "userAgent": agent, "app": {"version": "5.2.0"}})
    for zone in ("Asia/Shanghai", "Europe/Berlin")
    for device, agent in (("tablet", "Beacon/5.2 (Android 14; BeaconTab S2) Mobile"), ("web", "Mozilla/5.0 Chrome/126"))
)
LEAST_SPEED = 0.5
NOW = datetime(2026, 11, 16, 6)


def write_events(folder: Path, events: int, files: int) -> None:
    """Track calls as JSON lines, compressed, spread over days."""
    chance = random.Random(20260101)
    for day in range(files):
        moment = f"2026-{day // 28 + 1:02d}-{day % 28 + 1:02d}T"
        with gzip.open(folder / f"{moment[:10]}.jsonl.gz", "wt", compresslevel=3) as out:
            for number in range(day, events, files):
                second = chance.randrange(86_400)
                at = f"{moment}{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.000Z"
                out.write(
                    f'{{"messageId":"{chance.getrandbits(96):024x}","type":"track","userId":"u{number % 99_991}",'
                    f'"anonymousId":"{chance.getrandbits(64):016x}","event":"lesson_heartbeat","properties":'
                    f'{{"course_id":"C{number % 24:03d}","subject":"Math"}},"timestamp":"{at}","receivedAt":"{at}",'
                    f'"context":{CONTEXTS[number % len(CONTEXTS)]}}}\n'
                )


def load(who: str, folder: Path, database: Path, memory: str) -> dict[str, Any]:
    """Loads all files in this process. `gate`, or `read_json`: DuckDB alone."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database), config={"memory_limit": memory}) as connection:
        connection.execute("set enable_progress_bar = false")
        begun = time.monotonic()
        if who == "gate":
            intake = load_raw_files(connection, [TRACKS], folder, loaded_at=NOW)
            rows = intake.rows
        else:
            types = ", ".join(f"'{name}': '{data_type}'" for name, data_type in COLUMNS.items())
            files = f"'{folder}/*.jsonl.gz'"
            connection.execute("create schema raw")
            connection.execute(
                f"create table {TRACKS.relation} as select * from read_json({files}, columns = {{{types}}}, "
                "format = 'newline_delimited')"
            )
            rows = connection.execute(f"select count(*) from {TRACKS.relation}").fetchone()[0]  # type: ignore[index]
        seconds = time.monotonic() - begun
        listed = ", ".join(f'"{name}"' for name in COLUMNS)
        digest = connection.execute(f"select bit_xor(hash({listed})), sum(hash({listed})) from {TRACKS.relation}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        return {"who": who, "rows": rows, "seconds": seconds, "digest": digest.fetchone(), "peak_gb": peak}


def main() -> int:
    """Exits 1 when the rows differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--memory", default="4GB", help="DuckDB's memory limit, for both")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lodestar-bench-") as name:
        folder = Path(name)
        write_events(folder, options.events, options.files)
        found = [_alone(who, folder, folder / "bench.duckdb", options.memory) for who in ("read_json", "gate")]
    plain, gate = found
    console = Console()
    if (plain["rows"], plain["digest"]) != (gate["rows"], gate["digest"]):
        console.print(f"[red]The rows differ: {plain} {gate}[/red]")
        return 1
    table = Table("who", "seconds", "events a second", "peak memory", title=f"Intake of {options.events:,} events")
    for one in found:
        speed = f"{one['rows'] / one['seconds']:,.0f}"
        table.add_row(one["who"], f"{one['seconds']:.1f}", speed, f"{one['peak_gb']:.2f} GB")
    console.print(table)
    speed = plain["seconds"] / gate["seconds"]
    verdict = "reached" if speed >= LEAST_SPEED else "missed"
    console.print(
        f"The gate has {speed:.2f} of read_json's speed; the bar is {LEAST_SPEED}: {verdict}. Rows are equal."
    )
    return 0


def _alone(*arguments: Any) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(load, *arguments).result()


if __name__ == "__main__":
    sys.exit(main())
