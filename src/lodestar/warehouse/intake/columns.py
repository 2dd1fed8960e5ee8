"""How each column of a raw table is read: what DuckDB parses it as, and the SQL from that to what the table holds.

Times are the reason for the difference. DuckDB casts text to TIMESTAMP by dropping an offset (`08:00+08:00` is read as
08:00), so a timestamp is read as TIMESTAMPTZ in a session whose zone is UTC, and said in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass

from lodestar.catalog.raw_column import RawColumn
from lodestar.catalog.source import SourceTable

__all__ = ["ReadColumn", "contract_of", "is_time", "literal", "read_columns"]

TIMESTAMPS = ("timestamp", "datetime", "timestamp without time zone", "timestamp_us")
PER_SECOND = {"s": 1_000_000, "ms": 1_000, "us": 1}
"""Microseconds in a unit of an epoch."""

OFFSET = r":\d\d(\.\d+)?\s*([zZ]|[+-]\d\d(:?\d\d)?)\s*$"


@dataclass(frozen=True)
class ReadColumn:
    """A column of a file.

    Attributes:
        data_type: what the raw table holds.
        read_type: what DuckDB parses the file's value as.
        template: SQL of the value, where `{}` stands for what was read. It raises where the value can't be meant.
    """

    name: str
    data_type: str
    read_type: str
    template: str = "{}"

    def value(self, read: str) -> str:
        """SQL of the value of something that was read as `read_type`."""
        return self.template.format(read)

    def tried(self, text: str) -> str:
        """SQL of the value of a text, NULL where it can't be meant."""
        if self.read_type.lower() in ("varchar", "string", "text"):
            return f"try({self.value(text)})"
        return self.value(f"try_cast({text} as {self.read_type})")


def read_columns(table: SourceTable) -> tuple[ReadColumn, ...]:
    """How each column of a source is read, in the order of the raw table."""
    return tuple(_read(contract_of(table, name)) for name in table.columns)


def contract_of(table: SourceTable, name: str) -> RawColumn:
    """What a source promises of a column; nothing but its type where it says nothing."""
    return table.contract.get(name) or RawColumn(name, table.columns[name])


def is_time(data_type: str) -> bool:
    """Whether values of a type are points in time."""
    return data_type.lower().startswith(("timestamp", "datetime", "date"))


def time_of(text: str, column: RawColumn) -> str:
    """SQL of the UTC time that a text says; raises where it says none."""
    if column.epoch:
        micros = f"cast(cast({text} as decimal(30, 6)) * {PER_SECOND[column.epoch]} as bigint)"
        return f"make_timestamp({micros})"
    with_offset = f"timezone('UTC', cast({text} as timestamptz))"
    if not column.zone:
        return with_offset
    without = f"timezone('UTC', timezone({literal(column.zone)}, cast({text} as timestamp)))"
    return f"(case when regexp_matches({text}, {literal(OFFSET)}) then {with_offset} else {without} end)"


def literal(value: object) -> str:
    """A value as a literal of SQL."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _read(column: RawColumn) -> ReadColumn:
    data_type = column.data_type
    is_timestamp = data_type.lower() in TIMESTAMPS
    if is_timestamp and (column.epoch or column.zone):
        template = time_of("\0", column).replace("{", "{{").replace("}", "}}").replace("\0", "{0}")
        return ReadColumn(column.name, data_type, "varchar", template)
    if is_timestamp:
        return ReadColumn(column.name, data_type, "timestamptz", "timezone('UTC', {})")
    if column.thousands and data_type.lower() not in ("varchar", "string", "text"):
        plain = f"cast(replace({{}}, {literal(column.thousands)}, '') as {data_type})"
        return ReadColumn(column.name, data_type, "varchar", plain)
    return ReadColumn(column.name, data_type, data_type)
