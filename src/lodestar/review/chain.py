"""The chain: every record of the ledger carries a hash over itself and the record before it.

    hash(n) = SHA-256(hash(n - 1) + "\\n" + record n)

The first record of a freeze follows on the last one of the freeze before, through what is known of the freeze itself
(`facts.json`). So a byte that is changed anywhere breaks the chain at its record, and a row can't be taken out, put in
or moved.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass

from lodestar.review.row import COLUMNS, csv_line

__all__ = ["HEADER", "ORIGIN", "Break", "chained", "find_break", "opening"]

csv.field_size_limit(2**31 - 1)  # a member may be longer than what Python takes for a mistake

HEADER = csv_line((*COLUMNS, "hash"))

ORIGIN = "0" * 64
"""What the first freeze follows on."""


@dataclass(frozen=True)
class Break:
    """The first record of a file that is not as it was written; row 1 is the first below the header."""

    row: int
    what: str


def opening(before: str, facts: bytes) -> str:
    """The hash that the first record of a freeze follows on.

    Args:
        before: the last hash of the freeze before, or `ORIGIN`.
        facts: the bytes of its `facts.json`.
    """
    return _hash(before, HEADER + hashlib.sha256(facts).hexdigest())


def chained(records: Iterable[str], before: str) -> tuple[str, str, int]:
    """The file's text, its last hash and its number of rows.

    Args:
        records: CSV records without their end of line.
        before: from `opening`.
    """
    lines, last = [HEADER], before
    for record in records:
        last = _hash(last, record)
        lines.append(f"{record},{last}\n")
    return "".join(lines), last, len(lines) - 1


def find_break(text: str, before: str) -> tuple[Break | None, str, int]:
    """Where a file is not as `chained` wrote it, its last hash, and its number of rows.

    Records are parsed and written anew, because a member's name may hold a line break: so the bytes are compared too.
    """
    if not text.startswith(HEADER):
        return Break(0, "its header is another one"), before, 0
    last, place, number = before, len(HEADER), 0
    try:
        for cells in csv.reader(io.StringIO(text[len(HEADER) :], newline=""), strict=True):
            number += 1
            line = csv_line(cells)
            if not text.startswith(line, place):
                return Break(number, "it is not written as the ledger writes"), last, number
            record, _, found = line[:-1].rpartition(",")
            expected = _hash(last, record)
            if len(cells) != len(COLUMNS) + 1 or found != expected:
                return Break(number, "its hash does not follow from it and the row before"), last, number
            last, place = expected, place + len(line)
    except csv.Error as error:
        return Break(number + 1, f"it can't be read: {error}"), last, number
    if place != len(text):
        return Break(number + 1, "it is not written as the ledger writes"), last, number
    return None, last, number


def _hash(before: str, record: str) -> str:
    return hashlib.sha256(f"{before}\n{record}".encode()).hexdigest()
