"""Monthly incremental CSV exports: the file of a month holds what was created or changed in it, as of its end."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from random import Random

from lodestar.demo.calendar import EXTRACT_MS, UTC_MONTHS, month_name, utc_month
from lodestar.demo.folder import RawFolder

Cell = str | int | None
Row = tuple[Cell, ...]
Version = tuple[int, Row]
"""The moment (UTC ms) a record took a state, and the state."""

COPIED_AT_ONCE = 0.002
COPIED_NEXT_MONTH = 0.0015
"""Connectors deliver at least once: the same row again in the same file, or in the next month's."""


class Table:
    """One exported table. Memory: the rows of the months not flushed yet."""

    def __init__(self, folder: RawFolder, system: str, name: str, columns: Sequence[str], chance: Random) -> None:
        """Files go to '<system>/<name>/<name>-YYYY-MM.csv'; `chance` decides about copies."""
        self._folder = folder
        self._chance = chance
        self._columns = tuple(columns)
        self._pending: dict[int, list[tuple[int, int, Row]]] = {month: [] for month in UTC_MONTHS}
        self.system = system
        self.name = name
        self.records = 0
        self.rows = 0
        self.planted: Counter[str] = Counter()

    def add(self, key: int, versions: Sequence[Version]) -> None:
        """Adds a record with all its versions, oldest first; what happened after the extract is not delivered."""
        by_month = {utc_month(changed): (key, changed, row) for changed, row in versions if changed <= EXTRACT_MS}
        self.records += bool(by_month)
        if len(by_month) > 1:
            self.planted["records_changed_in_a_later_month"] += 1
        for month, entry in by_month.items():
            self._pending[month].append(entry)
            point = self._chance.random()
            if point < COPIED_AT_ONCE:
                self._pending[month].append(entry)
                self.planted["rows_copied_in_the_same_file"] += 1
            elif point < COPIED_AT_ONCE + COPIED_NEXT_MONTH and month + 1 in self._pending:
                self._pending[month + 1].append(entry)
                self.planted["rows_copied_in_the_next_file"] += 1

    def flush(self, through: int) -> None:
        """Writes the files of all months up to a month index, only a header when nothing changed."""
        for month in [month for month in self._pending if month <= through]:
            entries = sorted(self._pending.pop(month), key=lambda entry: entry[:2])
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(self._columns)
            writer.writerows(row for _, _, row in entries)
            self._folder.write(
                f"{self.system}/{self.name}/{self.name}-{month_name(month)}.csv", text.getvalue(), len(entries)
            )
            self.rows += len(entries)


def flag(value: bool) -> str:
    """A boolean as the exports spell it."""
    return "true" if value else "false"


def money(cents: int) -> str:
    """Cents as an exact decimal text with two places."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
