"""What was reported: the last word of the ledger on each value, now or as of an earlier day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lodestar.errors import UsageError
from lodestar.review.freeze import YEARS
from lodestar.review.ledger import Ledger
from lodestar.review.row import COLUMNS, Row
from lodestar.warehouse import ledger_rows

__all__ = ["end_of_day", "frozen_months", "reported"]


def reported(
    ledger: Ledger,
    *,
    month: str | None = None,
    as_of: str | None = None,
    conditions: Mapping[str, Collection[str]] | None = None,
) -> list[Row]:
    """The last reported row of each value.

    Args:
        month: that in which the periods end, as `2026-10`; by default all.
        as_of: an ISO instant in UTC: what was known then.
        conditions: column -> the texts that it may have.

    Raises:
        LedgerError: a file can't be read.
    """
    files = [freeze.values for freeze in ledger.freezes(month)]
    rows = ledger_rows.reported_rows(files, COLUMNS, conditions=conditions or {}, as_of=as_of)
    return [Row(*cells) for cells in rows]


def end_of_day(day: date, time_zone: str) -> str:
    """The last instant of a business day, in UTC as `frozen_at` is written.

    Raises:
        UsageError: a day of another age.
    """
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise UsageError(f"{day} is no day that anything was reported by.")
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
    return (midnight - timedelta(seconds=1)).astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds")


def frozen_months(ledger: Ledger) -> dict[str, list[str]]:
    """Metric -> the months that are frozen with values of it, as `2026-10`."""
    found: dict[str, list[str]] = {}
    for name, month in ledger_rows.frozen_metrics([freeze.values for freeze in ledger.freezes()], COLUMNS):
        found.setdefault(name, []).append(month)
    return found
