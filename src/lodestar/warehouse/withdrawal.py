"""A delivery is taken back: the rows of one table that one load brought, as if they had not come yet.

Their files are forgotten too, so the next build reads them again, mended or not.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from lodestar.catalog.source import SourceTable
from lodestar.warehouse.connection import quoted

__all__ = ["last_delivery", "withdraw_delivery"]

FILES_TABLE = "_loaded_files"


def last_delivery(connection: duckdb.DuckDBPyConnection, table: SourceTable) -> datetime | None:
    """When the last delivery of a table that Lodestar loads was loaded; None where there was none."""
    known = connection.execute(
        "select count(*) from duckdb_tables() where database_name = current_database() "
        "and schema_name = ? and table_name = ?",
        [table.schema, FILES_TABLE],
    ).fetchone()
    if not known or not known[0]:
        return None
    found = connection.execute(
        f"select max(loaded_at) from {quoted(table.schema, FILES_TABLE)} where relation = ?", [table.relation]
    ).fetchone()
    return found[0] if found else None


def withdraw_delivery(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, loaded_at: datetime
) -> tuple[int, int]:
    """Takes one delivery of a table back, in one transaction. Returns the files that brought rows, and their rows."""
    connection.execute("begin transaction")
    try:
        rows = connection.execute(
            f"delete from {quoted(table.schema, table.identifier)} where _loaded_at = ?", [loaded_at]
        ).fetchone()
        files = connection.execute(
            f"select count(*) from {quoted(table.schema, FILES_TABLE)} "
            "where relation = ? and loaded_at = ? and row_count > 0",
            [table.relation, loaded_at],
        ).fetchone()
        connection.execute(
            f"delete from {quoted(table.schema, FILES_TABLE)} where relation = ? and loaded_at = ?",
            [table.relation, loaded_at],
        )
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return (files or (0,))[0], (rows or (0,))[0]
