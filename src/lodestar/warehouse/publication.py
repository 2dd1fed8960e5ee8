"""Copies published tables out of a build: one DuckDB file that older clients can open, and the same as Parquet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from lodestar.errors import ReleaseError
from lodestar.warehouse.connection import quoted

__all__ = ["SCHEMA", "STORAGE_VERSION", "Facts", "table_columns", "write_release_tables"]

STORAGE_VERSION = "v1.4.0"
"""DuckDB 2.0 writes a format that clients of 1.4 can't read; this one, both can."""

SCHEMA = "hub"


@dataclass(frozen=True)
class Facts:
    """A table that Lodestar itself knows: columns (name -> DuckDB type) and rows with a value for each."""

    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]


def write_release_tables(
    build: Path,
    database: Path,
    parquet_dir: Path,
    tables: Sequence[tuple[str, str]],
    facts: Mapping[str, Facts],
) -> dict[str, int]:
    """Writes `tables` of the build, and `facts` that Lodestar itself knows, into schema `hub` of `database`.

    Args:
        tables: `(schema, name)` in the build; views become tables.
        facts: table name -> what to write; its rows keep the order given.

    Returns:
        table name -> row count.

    Raises:
        ReleaseError: a file can't be written.
    """
    parquet_dir.mkdir(parents=True)
    counts: dict[str, int] = {}
    try:
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(f"attach '{_text(build)}' as build (read_only)")
            connection.execute(f"attach '{_text(database)}' as release (storage_version '{STORAGE_VERSION}')")
            connection.execute(f"create schema release.{SCHEMA}")
            for schema, name in tables:
                source = f"select * from build.{quoted(schema, name)} order by all"
                counts[name] = _write(connection, name, source, parquet_dir)
            for name, table in facts.items():
                _stage(connection, table)
                counts[name] = _write(connection, name, "select * from staged", parquet_dir)
            connection.execute("detach release")
    except duckdb.Error as error:
        raise ReleaseError(
            f"The release can't be written to {database.parent}: {str(error).splitlines()[0]}"
        ) from error
    return counts


def _stage(connection: duckdb.DuckDBPyConnection, table: Facts) -> None:
    columns = ", ".join(f"{quoted(name)} {data_type}" for name, data_type in table.columns.items())
    connection.execute(f"create or replace temp table staged ({columns})")
    if table.rows:
        places = ", ".join("?" for _ in table.columns)
        rows = [[row.get(name) for name in table.columns] for row in table.rows]
        connection.executemany(f"insert into staged values ({places})", rows)


def table_columns(build: Path) -> dict[str, dict[str, str]]:
    """`"schema"."table"` in lower case without quotes -> column -> type, for every table and view of a DuckDB file."""
    with duckdb.connect(str(build), read_only=True) as connection:
        rows = connection.execute(
            "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
            "where database_name = current_database() and not internal order by 1, column_index"
        ).fetchall()
    columns: dict[str, dict[str, str]] = {}
    for table, column, data_type in rows:
        columns.setdefault(table.lower(), {})[column] = data_type
    return columns


def _write(connection: duckdb.DuckDBPyConnection, name: str, source: str, parquet_dir: Path) -> int:
    target = f"release.{quoted(SCHEMA, name)}"
    connection.execute(f"create table {target} as {source}")
    connection.execute(f"copy {target} to '{_text(parquet_dir / name)}.parquet' (format parquet, compression zstd)")
    counted = connection.execute(f"select count(*) from {target}").fetchone()
    return int(counted[0]) if counted else 0


def _text(value: object) -> str:
    return str(value).replace("'", "''")
