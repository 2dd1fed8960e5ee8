"""Tables that only exist: dbt compiles an incremental model in another way once it finds its table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lodestar.warehouse.connection import connect, quoted

__all__ = ["create_stubs"]


def create_stubs(database: Path, tables: Iterable[tuple[str, str]]) -> None:
    """Creates an empty table for each `(schema, name)`."""
    with connect(database, read_only=False) as connection:
        for schema, name in tables:
            connection.execute(f"create schema if not exists {quoted(schema)}")
            connection.execute(f"create table if not exists {quoted(schema, name)} (stub integer)")
