"""Records that the gate did not let in: `quarantine.records` in a warehouse file.

read_quarantine(path, relation="raw.shop__orders")     # where and why each record is held
count_quarantine(path)                                 # how many, per table and rule
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from lodestar.warehouse.connection import connect

__all__ = ["TABLE", "HeldCount", "HeldRecord", "count_quarantine", "prepare_quarantine", "read_quarantine"]

TABLE = "quarantine.records"

COLUMNS = {
    "quarantine_id": "varchar",
    "relation": "varchar",
    "source_file": "varchar",
    "content_sha256": "varchar",
    "source_line": "bigint",
    "rule": "varchar",
    "column_name": "varchar",
    "reason": "varchar",
    "record": "varchar",
    "quarantined_at": "timestamp",
    "status": "varchar",
    "replayed_at": "timestamp",
}


@dataclass(frozen=True)
class HeldRecord:
    """A record that was not let in.

    Attributes:
        quarantine_id: 16 hex digits of relation, content, line and rule.
        relation: `schema.table` that it was meant for.
        source_file: below `raw/`; `source_line` counts from 1.
        column_name: which value is wrong; None for a whole row.
        reason: a plain sentence.
        record: the line or record as text; bytes that are no UTF-8 stand as `\\xNN`.
        status: `held` or `replayed`.
    """

    quarantine_id: str
    relation: str
    source_file: str
    content_sha256: str
    source_line: int
    rule: str
    column_name: str | None
    reason: str
    record: str
    quarantined_at: datetime
    status: str
    replayed_at: datetime | None


@dataclass(frozen=True)
class HeldCount:
    """How many records of a table break a rule, and how many of them have been let in since."""

    relation: str
    rule: str
    held: int
    replayed: int


def prepare_quarantine(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the empty table where there is none."""
    columns = ", ".join(f"{name} {data_type}" for name, data_type in COLUMNS.items())
    connection.execute("create schema if not exists quarantine")
    connection.execute(f"create table if not exists {TABLE} ({columns})")


def read_quarantine(
    warehouse: Path,
    *,
    relation: str = "",
    rule: str = "",
    source_file: str = "",
    status: str = "",
    limit: int | None = None,
) -> list[HeldRecord]:
    """Records by table, file and line; each filter is optional. A file without the table holds none.

    Raises:
        ReleaseError: the file can't be read.
    """
    where, parameters = _conditions(relation, rule, source_file, status)
    with connect(warehouse) as connection:
        if not _is_there(connection):
            return []
        rows = connection.execute(
            f"select {', '.join(COLUMNS)} from {TABLE} {where} "
            "order by relation, source_file, source_line, rule, quarantine_id" + (" limit ?" if limit else ""),
            [*parameters, limit] if limit else parameters,
        ).fetchall()
    return [HeldRecord(*row) for row in rows]


def count_quarantine(
    warehouse: Path, *, relation: str = "", rule: str = "", source_file: str = "", status: str = ""
) -> list[HeldCount]:
    """Counts per table and rule, by the same filters."""
    where, parameters = _conditions(relation, rule, source_file, status)
    with connect(warehouse) as connection:
        if not _is_there(connection):
            return []
        rows = connection.execute(
            "select relation, rule, count(*) filter (where status = 'held'), "
            f"count(*) filter (where status = 'replayed') from {TABLE} {where} group by all order by 1, 2",
            parameters,
        ).fetchall()
    return [HeldCount(*row) for row in rows]


def _conditions(relation: str, rule: str, source_file: str, status: str) -> tuple[str, list[str]]:
    given = {"relation": relation, "rule": rule, "source_file": source_file, "status": status}
    named = {column: value for column, value in given.items() if value}
    where = " and ".join(f"{column} = ?" for column in named)
    return (f"where {where}" if where else ""), list(named.values())


def _is_there(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "select count(*) from duckdb_tables() where database_name = current_database() "
        "and schema_name || '.' || table_name = ?",
        [TABLE],
    ).fetchone()
    return bool(found and found[0])
