"""`_loaded_files`: which files were loaded into which raw table, beside the rows, with their records counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from lodestar.catalog.source import SourceTable
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.columns import literal

__all__ = ["FileRecord", "KnownFiles", "after_the_last", "known_files", "prepare_files_table", "record_files"]

FILES_TABLE = "_loaded_files"
COUNTS = ("total_count", "quarantined_count", "duplicate_count")


@dataclass(frozen=True)
class FileRecord:
    """A file that was seen: its rows in the raw table, and all its records; none for a copy of what was loaded."""

    name: str
    content: str
    size: int
    modified_ns: int
    rows: int = 0
    total: int = 0
    quarantined: int = 0
    duplicates: int = 0


@dataclass(frozen=True)
class KnownFiles:
    """Size and time of change of each file as last seen, by name; and every content that was ever loaded."""

    seen: dict[str, tuple[int, int]]
    contents: set[str]


def prepare_files_table(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Makes the table, or adds the counts to one that has none yet."""
    connection.execute(f"create schema if not exists {quoted(schema)}")
    table = quoted(schema, FILES_TABLE)
    connection.execute(
        f"create table if not exists {table} "
        "(relation varchar, path varchar, content_sha256 varchar, size_bytes bigint, modified_ns bigint, "
        "row_count bigint, loaded_at timestamp)"
    )
    present = {name for (_, name, *_) in connection.execute(f"pragma table_info({literal(table)})").fetchall()}
    for column in COUNTS:
        if column not in present:
            connection.execute(f"alter table {table} add column {column} bigint")
    if not present.issuperset(COUNTS):  # before there was a gate, every record was accepted
        connection.execute(f"update {table} set total_count = row_count, quarantined_count = 0")


def after_the_last(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable], loaded_at: datetime
) -> datetime:
    """The time of a delivery: now, or right after the last one where a clock ran ahead."""
    for schema in {table.schema for table in tables}:
        last = connection.execute(f"select max(loaded_at) from {quoted(schema, FILES_TABLE)}").fetchone()
        if last and last[0] and last[0] >= loaded_at:
            loaded_at = last[0] + timedelta(microseconds=1)
    return loaded_at


def known_files(connection: duckdb.DuckDBPyConnection, table: SourceTable) -> KnownFiles:
    """What was loaded into a raw table before."""
    rows = connection.execute(
        f"select path, content_sha256, size_bytes, modified_ns from {quoted(table.schema, FILES_TABLE)} "
        "where relation = ? order by loaded_at, rowid",
        [table.relation],
    ).fetchall()
    return KnownFiles(
        {path: (size, modified) for path, _, size, modified in rows}, {content for _, content, _, _ in rows}
    )


def record_files(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, files: Iterable[FileRecord], loaded_at: datetime
) -> None:
    """Adds files to the table."""
    rows = [
        (
            *(table.relation, file.name, file.content, file.size, file.modified_ns, file.rows, loaded_at),
            *(file.total, file.quarantined, file.duplicates),
        )
        for file in files
    ]
    if rows:
        connection.executemany(
            f"insert into {quoted(table.schema, FILES_TABLE)} (relation, path, content_sha256, size_bytes, "
            f"modified_ns, row_count, loaded_at, {', '.join(COUNTS)}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
