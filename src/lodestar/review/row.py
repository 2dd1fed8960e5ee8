"""A row of the ledger: one value as it was reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields

__all__ = ["COLUMNS", "NUMBERS", "Row", "csv_line", "csv_rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """A reported value. Everything is text, exactly as it stands in the file; an empty number is no number.

    Attributes:
        fingerprint, upstream_fingerprint: of the definition, and of the models below, that it was computed by.
        data_cut_off: when the last raw row that is in it had been loaded (UTC).
        frozen_at: when it was reported (UTC).
        status: `final`, or `provisional`: data that are due could still move it.
    """

    metric_name: str
    metric_version: str
    unit: str
    fingerprint: str
    upstream_fingerprint: str
    grain: str
    period_start: str
    dimension: str
    member: str
    value: str
    numerator: str
    denominator: str
    status: str
    month: str
    release_id: str
    data_cut_off: str
    frozen_at: str

    @property
    def slice(self) -> tuple[str, str, str, str]:
        """Metric, grain, period and dimension: what is reported in one step, with all its members."""
        return (self.metric_name, self.grain, self.period_start, self.dimension)

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Metric, grain, period, dimension and member: what a value is the value of."""
        return (*self.slice, self.member)


COLUMNS = tuple(field.name for field in fields(Row))
NUMBERS = ("value", "numerator", "denominator")
SPECIAL = re.compile(r'[",\r\n]|^\s|\s$')
"""What a cell is put in quotes for."""


def csv_line(cells: Iterable[str]) -> str:
    """The cells as one record of a CSV file, with its end of line. Python's own writer leaves a lone `\\r` bare."""
    return ",".join('"' + cell.replace('"', '""') + '"' if SPECIAL.search(cell) else cell for cell in cells) + "\n"


def csv_rows(rows: Iterable[Row]) -> Iterator[str]:
    """Each row as a record without its end of line."""
    for row in rows:
        yield csv_line(astuple(row))[:-1]
