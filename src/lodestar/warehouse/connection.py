"""Connections to DuckDB files, always in UTC so that no host's zone reaches a number."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from lodestar.errors import ReleaseError

__all__ = ["connect", "log_of", "quoted"]


@contextlib.contextmanager
def connect(path: Path, *, read_only: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed at the end.

    Raises:
        ReleaseError: the file is missing, damaged or held by another process, or lacks what was asked for.
    """
    try:
        connection = duckdb.connect(str(path), read_only=read_only)
        connection.execute("set TimeZone = 'UTC'")
    except duckdb.Error as error:
        raise ReleaseError(f"{path} can't be opened: {str(error).splitlines()[0]}") from error
    try:
        yield connection
    except duckdb.Error as error:
        raise ReleaseError(f"{path} can't be read: {str(error).splitlines()[0]}") from error
    finally:
        connection.close()


def quoted(*names: str) -> str:
    """Names as one SQL identifier: `quoted("raw", "odoo__sale_order")` -> `"raw"."odoo__sale_order"`."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def log_of(database: Path) -> Path:
    """DuckDB's write-ahead log: there only after a crash, and part of the database then."""
    return database.with_name(database.name + ".wal")
