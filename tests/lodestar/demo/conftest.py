"""One small generated raw folder, read back the plain way: csv, json and dictionaries."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from lodestar.demo import Truth, generate
from lodestar.demo.bad_records import BAD_RECORDS

SMALL = 20_000

Record = dict[str, str]

CHANGED = {
    "contacts": "property_lastmodifieddate",
    "companies": "_fivetran_synced",
    "deals": "_fivetran_synced",
    "feedback_submissions": "_fivetran_synced",
    "document_events": "received_at",
    "accounts": "synced_at",
    "posts": "synced_at",
    "reactions": "synced_at",
    "machine_shifts": "recorded_at",
}


@dataclass
class Delivered:
    """What a raw folder holds."""

    path: Path
    truth: Truth

    def rows(self, table: str) -> Iterator[Record]:
        """Every delivered row of 'system.table', in file order."""
        system, name = table.split(".")
        for file in sorted((self.path / system / name).glob("*.csv")):
            yield from csv.DictReader(io.StringIO(self.text(file), newline=""))

    def text(self, file: Path) -> str:
        """A file without the bad records at its end."""
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        good = content.removesuffix(b"\n".join(BAD_RECORDS.get(file.relative_to(self.path).as_posix(), ())))
        return good.decode("utf-8")

    def latest(self, table: str) -> dict[str, Record]:
        """The last version of each record, by id."""
        name = table.split(".")[1]
        changed, key = CHANGED.get(name, "write_date"), "deal_id" if name == "deals" else "id"
        records: dict[str, Record] = {}
        for row in self.rows(table):
            if row[key] not in records or row[changed] >= records[row[key]][changed]:
                records[row[key]] = row
        return records

    @cached_property
    def calls(self) -> list[dict[str, Any]]:
        """Every delivered track call, in file order."""
        calls = []
        for file in sorted((self.path / "segment" / "tracks").glob("*.jsonl.gz")):
            calls += [json.loads(line) for line in self.text(file).splitlines()]
        return calls

    @cached_property
    def people_calls(self) -> list[dict[str, Any]]:
        """Each call once, as first received, of signed-in users who are not bots."""
        seen: dict[str, dict[str, Any]] = {}
        for call in self.calls:
            seen.setdefault(call["messageId"], call)
        marks = ("bot", "headless", "monitor")
        return [
            call
            for call in seen.values()
            if call["userId"] is not None and not any(mark in call["context"]["userAgent"].lower() for mark in marks)
        ]

    @staticmethod
    def moment(text: str) -> datetime:
        """A UTC moment, in any system's spelling."""
        return datetime.fromisoformat(text.replace("Z", "")).replace(tzinfo=None)

    @classmethod
    def day(cls, text: str) -> date:
        """The business date of a UTC moment."""
        return (cls.moment(text) + timedelta(hours=8)).date()

    @classmethod
    def month(cls, text: str) -> str:
        """The first day of the business month of a UTC moment."""
        return cls.day(text).replace(day=1).isoformat()

    def planted(self, metric: str, grain: str = "month") -> dict[str, tuple[Any, Any]]:
        """Numerator and denominator of a metric by period, as the truth has them, where there is anything."""
        periods = self.truth.metrics[metric][grain]
        return {
            period: (measure.numerator, measure.denominator)
            for period, measure in periods.items()
            if measure.denominator or (measure.denominator is None and measure.numerator not in (0, "0.00"))
        }


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    path = tmp_path_factory.mktemp("raw")
    return Delivered(path, generate(path, events=SMALL))
