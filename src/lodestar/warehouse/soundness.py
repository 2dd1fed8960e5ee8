"""Whether a DuckDB file can be read to its last block: each has a checksum, which DuckDB compares when it reads it."""

from __future__ import annotations

from pathlib import Path

from lodestar.warehouse.connection import connect, quoted

__all__ = ["read_every_block"]


def read_every_block(database: Path) -> int:
    """Reads every column of every table, some seconds a gigabyte. Returns how many tables there are.

    Raises:
        ReleaseError: the file can't be opened, or a block is not as it was written.
    """
    with connect(database) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = current_database()"
        ).fetchall()
        for schema, name in tables:
            # the hash of a row needs all of its columns; an aggregate keeps nothing in memory
            connection.execute(f"select bit_xor(hash(t)) from {quoted(schema, name)} as t").fetchall()
    return len(tables)
