"""Small facts that belong to a warehouse file itself, so that they are never older or newer than its tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from lodestar.warehouse.connection import connect, quoted

__all__ = ["drop_tables", "peek_state", "read_state", "write_state"]

TABLE = "main._lodestar_state"


def read_state(warehouse: Path, key: str) -> str | None:
    """The value of `key`; None when the file or the key is not there."""
    if not warehouse.exists():
        return None
    with connect(warehouse, read_only=False) as connection:
        _prepare(connection)
        found = connection.execute(f"select value from {TABLE} where key = ?", [key]).fetchone()
    return None if found is None else str(found[0])


def peek_state(warehouse: Path, key: str) -> str | None:
    """The value of `key` in a file that others may be reading: it is opened to read alone."""
    if not warehouse.exists():
        return None
    with connect(warehouse) as connection:
        known = connection.execute(
            "select count(*) from duckdb_tables() where database_name = current_database() "
            "and schema_name || '.' || table_name = ?",
            [TABLE],
        ).fetchone()
        if not known or not known[0]:
            return None
        found = connection.execute(f"select value from {TABLE} where key = ?", [key]).fetchone()
    return None if found is None else str(found[0])


def write_state(warehouse: Path, key: str, value: str) -> None:
    """Sets the value of `key`."""
    with connect(warehouse, read_only=False) as connection:
        _prepare(connection)
        connection.execute(f"insert or replace into {TABLE} values (?, ?)", [key, value])


def drop_tables(warehouse: Path, names: Sequence[tuple[str, str]]) -> None:
    """Drops tables and views, each `(schema, name)`; dbt may have put a prefix before the schema."""
    if not names or not warehouse.exists():
        return
    with connect(warehouse, read_only=False) as connection:
        found = connection.execute(
            "select table_schema, table_name, table_type from information_schema.tables "
            "where table_catalog = current_database()"
        ).fetchall()
        for schema, name, kind in found:
            if not any(name == wanted and (schema == of or schema.endswith(f"_{of}")) for of, wanted in names):
                continue
            connection.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {quoted(schema, name)}")


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"create table if not exists {TABLE} (key varchar primary key, value varchar)")
