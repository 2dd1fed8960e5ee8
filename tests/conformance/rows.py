"""When two answers are the same: numbers to nine digits, times as ISO says them, rows in any order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

__all__ = ["difference"]

TOLERANCE = 1e-9


def difference(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    expected_columns: Sequence[str],
    expected_rows: Iterable[Sequence[Any]],
    *,
    is_ordered: bool,
) -> str | None:
    """What differs, in words; None when nothing does. Columns are matched by name."""
    if sorted(columns) != sorted(expected_columns):
        return f"columns {list(columns)}, expected {list(expected_columns)}"
    positions = [list(columns).index(name) for name in expected_columns]
    found = [[_value(row[position]) for position in positions] for row in rows]
    wanted = [[_value(cell) for cell in row] for row in expected_rows]
    if len(found) != len(wanted):
        return f"{len(found)} rows, expected {len(wanted)}"
    if not is_ordered:
        found.sort(key=_order)
        wanted.sort(key=_order)
    for one, other in zip(found, wanted, strict=True):
        if not all(map(_same, one, other)):
            return f"row {one}, expected {other}"
    return None


def _value(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat()
    if isinstance(cell, date):
        return datetime.combine(cell, datetime.min.time()).isoformat()
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        return float(cell)
    return cell


def _order(row: Sequence[Any]) -> tuple[list[tuple[str, str]], list[float]]:
    # two answers are brought into one order by what is no number first: numbers may differ in their last digits
    exact = [(type(cell).__name__, "" if isinstance(cell, float) else str(cell)) for cell in row]
    return exact, [cell for cell in row if isinstance(cell, float)]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-12)
    return type(one) is type(other) and bool(one == other)
