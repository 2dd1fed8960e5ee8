"""Rows of a CSV file that people keep: each with its line, and every slip told without losing the other rows."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from lodestar.governance.problem import Problem

__all__ = ["day_of", "number_of", "read_rows"]


def read_rows(
    text: str, path: str, columns: Sequence[str], optional: Collection[str], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and stripped cells of each row that is whole; what is wrong is added to `problems`.

    Args:
        columns: what the header must be, in this order.
        optional: columns that may be empty.
    """
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        if tuple(reader.fieldnames or ()) != tuple(columns):
            problems.append(Problem(path, 1, f"its header must be {','.join(columns)}"))
            return
        for row in reader:
            if None in row or any(row[column] is None for column in columns):
                problems.append(Problem(path, reader.line_num, f"a row has {len(columns)} cells, as the header has"))
                continue
            given = {column: row[column].strip() for column in columns}
            empty = [column for column in columns if column not in optional and not given[column]]
            if empty:
                problems.append(Problem(path, reader.line_num, f"{', '.join(empty)} must be filled"))
                continue
            yield reader.line_num, given
    except csv.Error as error:
        problems.append(Problem(path, reader.line_num, f"it is not CSV: {error}"))


def day_of(text: str) -> date:
    """The date in a cell.

    Raises:
        ValueError: it is none; the message says how one is written.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no date such as 2027-03-31") from error


def number_of(text: str) -> float:
    """The finite number in a cell.

    Raises:
        ValueError: it is none.
    """
    try:
        number = float(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no number such as 0.12") from error
    if not math.isfinite(number):
        raise ValueError(f"{text!r} is no number such as 0.12")
    return number
