"""The ledger: each month's values as they were reported, one file a month, written once and never changed.

    hub/ledger/2026-10.csv

A period belongs to the month in which it ends, so that a week is frozen with the month that finished it.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from lodestar.errors import LedgerError, UsageError
from lodestar.releases.release import Release
from lodestar.warehouse.connection import connect

__all__ = ["Frozen", "freeze_month", "frozen_months", "month_start"]

COLUMNS = (
    "month",
    "metric_name",
    "metric_version",
    "fingerprint",
    "grain",
    "period_start",
    "dimension",
    "member",
    "value",
    "numerator",
    "denominator",
    "status",
)
STAMPS = ("release_id", "frozen_at")
"""Who and when: not part of what is compared when a month is frozen again."""

ENDS = """
    case grain
        when 'day' then period_start
        when 'week' then period_start + interval 6 day
        when 'month' then period_start + interval 1 month - interval 1 day
        when 'quarter' then period_start + interval 3 month - interval 1 day
        when 'year' then period_start + interval 1 year - interval 1 day
        else period_start
    end
"""


@dataclass(frozen=True)
class Frozen:
    """What a freeze did. `is_new` is False when the month had been frozen before with the same values."""

    month: date
    path: Path
    rows: int
    provisional: int
    release_id: str
    is_new: bool


def month_start(text: str) -> date:
    """The first day of a month written as `2026-10`.

    Raises:
        UsageError: it is no month.
    """
    if not re.fullmatch(r"\d{4}-\d{2}", text):
        raise UsageError(f"{text!r} is no month. Write it as 2026-10.")
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise UsageError(f"{text!r} is no month. Write it as 2026-10.") from error


def freeze_month(ledger_dir: Path, release: Release, month: date) -> Frozen:
    """Writes the month's values from the release into the ledger.

    Frozen again with the same values, nothing is written and the file stays as it is, byte for byte.

    Raises:
        LedgerError: data has not finished the month, or other values are already frozen for it.
    """
    rows = _values(release, month)
    path = ledger_dir / f"{month:%Y-%m}.csv"
    provisional = sum(row[COLUMNS.index("status")] == "provisional" for row in rows)
    if path.exists():
        return _again(path, rows, month)
    if not rows and (first := _first_period(release)) and month < first:
        raise LedgerError(f"{month:%Y-%m} is before the data, which begins in {first:%Y-%m}. Nothing was frozen.")
    if not rows or not _is_finished(release, month):
        raise LedgerError(
            f"{month:%Y-%m} is not finished in release {release.release_id}: nothing was frozen. "
            "Freeze it when its last day has arrived."
        )
    frozen_at = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [(*row, release.release_id, frozen_at) for row in rows]
    _write_once(path, _csv([COLUMNS + STAMPS, *lines]), month)
    return Frozen(month, path, len(rows), provisional, release.release_id, is_new=True)


def frozen_months(ledger_dir: Path) -> dict[str, list[str]]:
    """Metric -> the months that are frozen with values of it, as `2026-10`."""
    found: dict[str, set[str]] = {}
    for path in sorted(ledger_dir.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(str(row.get("metric_name")), set()).add(path.stem)
    return {name: sorted(months) for name, months in found.items()}


def _values(release: Release, month: date) -> list[tuple[str, ...]]:
    fingerprints = release.facts.get("fingerprints", {})
    with connect(release.database) as connection:
        found = connection.execute(
            "select metric_name, metric_version, grain, period_start, dimension, member, value, numerator, "
            f"denominator, is_complete from hub.metric_values where date_trunc('month', {ENDS}) = ? "
            "order by metric_name, grain, period_start, dimension, member",
            [month],
        ).fetchall()
    return [
        (
            f"{month:%Y-%m}",
            name,
            str(version),
            fingerprints.get(name, ""),
            grain,
            start.isoformat(),
            dimension,
            member,
            *("" if number is None else repr(float(number)) for number in numbers),
            "final" if is_complete else "provisional",
        )
        for name, version, grain, start, dimension, member, *numbers, is_complete in found
    ]


def _is_finished(release: Release, month: date) -> bool:
    """Whether the month's last day is complete for at least one metric; the others are frozen as provisional."""
    with connect(release.database) as connection:
        found = connection.execute(
            f"select count(*) from hub.metric_values where is_complete and {ENDS} >= last_day(cast(? as date))",
            [month],
        ).fetchone()
    return bool(found and found[0])


def _first_period(release: Release) -> date | None:
    with connect(release.database) as connection:
        found = connection.execute(
            f"select cast(date_trunc('month', min({ENDS})) as date) from hub.metric_values"
        ).fetchone()
    return found[0] if found else None


def _again(path: Path, rows: Sequence[tuple[str, ...]], month: date) -> Frozen:
    with path.open(encoding="utf-8", newline="") as lines:
        frozen = list(csv.reader(lines))[1:]
    width = len(COLUMNS)
    stamp = dict(zip(STAMPS, frozen[0][width:], strict=True)) if frozen else dict.fromkeys(STAMPS, "")
    before = {_comparable(row[:width]) for row in frozen}
    key = len(COLUMNS) - 4  # up to the member; behind it stand the numbers
    keys = {row[:key] for row in before.symmetric_difference(map(_comparable, rows))}
    if keys:
        metrics = ", ".join(sorted({row[COLUMNS.index("metric_name")] for row in keys}))
        raise LedgerError(
            f"{month:%Y-%m} was frozen from release {stamp['release_id']} at {stamp['frozen_at']}, and {len(keys):,} "
            f"of its {len(frozen):,} rows would read otherwise today, of {metrics}. Reported values stay as they are."
        )
    provisional = sum(row[width - 1] == "provisional" for row in frozen)
    return Frozen(month, path, len(frozen), provisional, stamp["release_id"], is_new=False)


def _comparable(row: Sequence[str]) -> tuple[str, ...]:
    """The row with its numbers to 12 significant digits: sums of doubles differ beyond, from one build to the next."""
    numbers = {COLUMNS.index(name) for name in ("value", "numerator", "denominator")}
    return tuple(f"{float(cell):.12g}" if place in numbers and cell else cell for place, cell in enumerate(row))


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _write_once(path: Path, text: str, month: date) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8", newline="") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    beside.chmod(0o444)
    try:
        path.hardlink_to(beside)  # refuses when the month appeared meanwhile, where a rename would replace it
    except FileExistsError as error:
        raise LedgerError(f"{month:%Y-%m} was frozen by another process just now. Nothing was changed.") from error
    finally:
        beside.unlink()
