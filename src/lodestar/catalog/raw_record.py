"""One record of a raw file as text, split into the columns that its source declares."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from typing import Any

__all__ = ["split_record"]


def split_record(record: str, columns: Sequence[str], header: Sequence[str]) -> dict[str, str] | None:
    """Column -> text; None where the record can't be split.

    Args:
        record: a JSON object, or a line of CSV.
        columns: what the source declares.
        header: of the CSV file that the line is from; empty where that is not known.
    """
    if record.lstrip().startswith("{"):
        try:
            found = json.loads(record)
            cells = {name: _text(found.get(name)) for name in columns} if isinstance(found, dict) else None
            "".join(cells.values() if cells else ()).encode()  # half a letter (\\ud800) can be written to no file
        except (ValueError, RecursionError):
            return None
        return cells
    if not header or not set(header) & set(columns):
        return None
    try:
        rows = list(csv.reader([record], strict=True))
    except csv.Error:
        return None
    if len(rows) != 1 or len(rows[0]) != len(header):
        return None
    cells = dict(zip(header, rows[0], strict=True))
    return {name: cells.get(name, "") for name in columns}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
