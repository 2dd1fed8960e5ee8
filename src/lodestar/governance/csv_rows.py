"""Rows of a CSV file that people keep: each with its line, and every slip told without losing the other rows."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from lodestar.governance.problem import Problem

__all__ = ["day_of", "number_of", "read_rows"]

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
YEARS = range(1900, 2200)
"""Dates that can be meant; the ends of the calendar break what computes with them."""

LARGEST = 1e18
"""No figure of people is larger; sums of larger ones lose their last digits."""


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
        wrong = _wrong_header(tuple(reader.fieldnames or ()), columns)
        if wrong:
            problems.append(Problem(path, 1, wrong))
            return
        for row in reader:
            if None in row or any(row[column] is None for column in columns):
                cells = sum(row[column] is not None for column in columns) + len(row.get(None) or ())
                text = f"it has {cells} cells, and the header has {len(columns)}"
                problems.append(Problem(path, reader.line_num, text))
                continue
            unseen = [column for column in columns if UNSEEN.search(row[column])]
            if unseen:
                problems.append(
                    Problem(path, reader.line_num, f"{', '.join(unseen)} holds a character that nobody can see")
                )
                continue
            given = {column: row[column].strip() for column in columns}
            empty = [column for column in columns if column not in optional and not given[column]]
            if empty:
                problems.append(Problem(path, reader.line_num, f"{', '.join(empty)} must be filled"))
                continue
            yield reader.line_num, given
    except csv.Error as error:
        problems.append(Problem(path, reader.line_num, f"it is not CSV: {error}"))


def _wrong_header(given: tuple[str, ...], columns: Sequence[str]) -> str:
    """What is wrong with a header, by the names that differ; empty where nothing is."""
    if given == tuple(columns):
        return ""
    told = f"its header must be {','.join(columns)}"
    if not given:
        return f"{told}: the file is empty"
    if len(given) == 1 and any(mark in given[0] for mark in ";\t"):
        return f"{told}: cells are separated by commas"
    missing = [name for name in columns if name not in given]
    unknown = [name for name in given if name not in columns]
    twice = sorted({name for name in given if given.count(name) > 1})
    parts = [
        f"{what} {', '.join(map(repr, names))}"
        for what, names in (("it lacks", missing), ("it has", unknown), ("it says twice", twice))
        if names
    ]
    return f"{told}: {' and '.join(parts) or 'the order differs'}"


def day_of(text: str) -> date:
    """The date in a cell.

    Raises:
        ValueError: it is none; the message says how one is written.
    """
    try:
        if not DAY.fullmatch(text):  # Python also takes 20270331 and 2027-W13-3
            raise ValueError(text)
        found = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no date such as 2027-03-31") from error
    if found.year not in YEARS:
        raise ValueError(f"{text!r} is no date of our time, such as 2027-03-31")
    return found


def number_of(text: str) -> float:
    """The finite number in a cell.

    Raises:
        ValueError: it is none.
    """
    try:
        number = float(text if NUMBER.fullmatch(text) else "")  # Python also takes 1_000
    except ValueError as error:
        raise ValueError(f"{text!r} is no number such as 0.12") from error
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise ValueError(f"{text!r} is no number such as 0.12")
    return number
