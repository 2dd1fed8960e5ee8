"""Volume against history: what came, or what was made of it, is not much less than before.

| what | compared with | stops when |
|---|---|---|
| rows of a table | the same table after the last good build | it fell by more than `most_fall` percent (15) |
| rows of a new file | at least eight comparable files | below their median by more than that, and below their limit |
| rows of a delivery in quarantine | all rows of it | more than 5%, and at least 20 rows |

Files that come daily are compared with those of the same weekday, all others with the last ones. Their lower limit is
that of `natural_limits` (XmR): it follows growth, and how often it is wrong by chance is known. Median and MAD would
forget one bad file sooner, but call a steady series of near-equal counts a signal at every step. Both conditions must
hold, so neither a noisy source stops by noise nor a steady one by a small step: an ordinary Sunday does not block.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from statistics import median

from lodestar.quality.limits import natural_limits
from lodestar.quality.result import CheckResult
from lodestar.warehouse.row_counts import FileCount

__all__ = ["CODE", "check_deliveries", "check_files", "check_metrics", "check_tables"]

CODE = "volume"
"""The rule that a waiver names, with the table as its subject."""

MOST_FALL = 15.0
"""Percent by which rows may fall, unless the table says otherwise: row 40 of the faults."""

LEAST_FILES, LAST_FILES = 8, 12
"""Comparable files that a limit needs, and the most that it looks back to."""

MOST_HELD, LEAST_HELD = 0.05, 20
"""Share of a delivery that may be in quarantine, and the rows from which the share says something."""

DAY = re.compile(r"(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


def check_tables(
    before: Mapping[str, int],
    now: Mapping[str, int],
    *,
    most_fall: Mapping[str, float] | None = None,
    redefined: Collection[str] = (),
) -> list[CheckResult]:
    """A result for every table that was there before.

    Args:
        before, now: `schema.table` -> rows. A table that is gone is not looked at.
        most_fall: `schema.table` -> percent, where it is not the default.
        redefined: tables whose definition has changed since: they may hold fewer rows, so their fall only warns.
    """
    results = []
    for table in sorted(set(before) & set(now)):
        percent = (most_fall or {}).get(table, MOST_FALL)
        fell = before[table] > 0 and now[table] < before[table] * (1 - percent / 100)
        detail = f"{now[table]:,} rows after {before[table]:,}: {_change(now[table], before[table])}" if fell else ""
        if fell and table in redefined:
            detail += "; what it is made by has changed since"
        severity = "warn" if table in redefined else "block"
        rule = f"its rows do not fall by more than {percent:g}%"
        missing = before[table] - now[table] if fell else None
        results.append(_result(table, rule, severity, missing, detail))
    return results


def check_metrics(
    table: str, before: Mapping[str, int], now: Mapping[str, int], *, redefined: bool = False
) -> list[CheckResult]:
    """A result for every metric that was in `metric_values` before: its rows do not fall.

    Args:
        table: `metric_values` by its schema and name.
        before, now: metric -> rows. A metric that is gone is not looked at.
        redefined: what some metric is computed by has changed since, so a fall only warns.
    """
    checks = check_tables(before, now, redefined=set(before) if redefined else ())
    return [
        replace(check, table=table, rule=f"{check.table}: {check.rule}", metrics=(check.table,)) for check in checks
    ]


def check_files(
    before: Sequence[FileCount], new: Sequence[FileCount], *, most_fall: Mapping[str, float] | None = None
) -> list[CheckResult]:
    """A result for every table that has new files, and enough earlier ones to compare one of them with.

    Args:
        before: files of earlier builds, in order of loading.
        new: files of this one.
    """
    results = []
    for table in sorted({file.relation for file in new}):
        percent = (most_fall or {}).get(table, MOST_FALL)
        earlier = [file for file in before if file.relation == table]
        judged = [(file, comparable(earlier, file)) for file in new if file.relation == table]
        judged = [(file, rows) for file, rows in judged if len(rows) >= LEAST_FILES]
        if not judged:
            continue
        small = [(file, round(median(rows))) for file, rows in judged if _is_small(file.rows, rows, percent)]
        detail = "; ".join(
            f"{file.path} has {file.rows:,} rows, {_change(file.rows, middle)} than {middle:,}"
            for file, middle in small
        )
        rule = f"a new file has not {percent:g}% fewer rows than comparable ones"
        missing = sum(middle - file.rows for file, middle in small) or None
        results.append(_result(table, rule, "block", missing, detail))
    return results


def check_deliveries(new: Sequence[FileCount], limits: Mapping[str, float] | None = None) -> list[CheckResult]:
    """A result for every table of which this delivery brought records: not too many of them are in quarantine.

    Args:
        limits: `schema.table` -> share of a delivery, where it is not the default.
    """
    results = []
    for table in sorted({file.relation for file in new}):
        held = sum(file.held for file in new if file.relation == table)
        total = sum(file.total for file in new if file.relation == table)
        limit = (limits or {}).get(table, MOST_HELD)
        is_much = held >= LEAST_HELD and held > limit * total
        detail = f"{held:,} of {total:,} rows are in quarantine, {held / total:.1%}" if is_much else ""
        rule = f"at most {limit:.0%} of a delivery is in quarantine"
        results.append(_result(table, rule, "block", held if is_much else None, detail))
    return results


def comparable(before: Sequence[FileCount], file: FileCount) -> list[int]:
    """Rows of the files that a new one is compared with, oldest first."""
    named = day_of(file.path)
    days = {day: other for other in before if (day := day_of(other.path)) is not None}
    if named is None or not _is_daily(sorted(days)):
        return [other.rows for other in before[-LAST_FILES:]]
    same = [days[day].rows for day in sorted(days) if day.weekday() == named.weekday() and day < named]
    return same[-LAST_FILES:]


def day_of(path: str) -> date | None:
    """The day in a file's name, `2026-11-15` or `20261115`; None where it has none."""
    for found in reversed(list(DAY.finditer(path.rpartition("/")[2]))):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            continue
    return None


def _is_daily(days: Sequence[date]) -> bool:
    steps = [(after - day).days for day, after in pairwise(days)]
    return bool(steps) and median(steps) == 1


def _is_small(rows: int, earlier: Sequence[int], percent: float) -> bool:
    limits = natural_limits([float(count) for count in earlier])
    return rows < median(earlier) * (1 - percent / 100) and (limits is None or rows < limits.lower)


def _change(now: int, before: int) -> str:
    return f"{1 - now / before:.1%} fewer"


def _result(table: str, rule: str, severity: str, bad_rows: int | None, detail: str) -> CheckResult:
    status = "failed" if detail else "passed"
    return CheckResult("lodestar", table, rule, severity, status, bad_rows, detail, code=CODE)
