"""Small facts that belong to a warehouse file itself, so that they are never older or newer than its tables."""

from __future__ import annotations

from pathlib import Path

import duckdb

from lodestar.warehouse.connection import connect

__all__ = ["read_state", "write_state"]

TABLE = "main._lodestar_state"


def read_state(warehouse: Path, key: str) -> str | None:
    """The value of `key`; None when the file or the key is not there."""
    if not warehouse.exists():
        return None
    with connect(warehouse, read_only=False) as connection:
        _prepare(connection)
        found = connection.execute(f"select value from {TABLE} where key = ?", [key]).fetchone()
    return None if found is None else str(found[0])


def write_state(warehouse: Path, key: str, value: str) -> None:
    """Sets the value of `key`."""
    with connect(warehouse, read_only=False) as connection:
        _prepare(connection)
        connection.execute(f"insert or replace into {TABLE} values (?, ?)", [key, value])


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"create table if not exists {TABLE} (key varchar primary key, value varchar)")
