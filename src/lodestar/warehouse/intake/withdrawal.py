"""A delivery of a table taken back: as if its files had not come."""

from __future__ import annotations

from datetime import datetime

import duckdb

from lodestar.catalog.source import SourceTable
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.bookkeeping import FILES_TABLE
from lodestar.warehouse.intake.quarantine import RECORDS, prepare_quarantine

__all__ = ["withdraw_delivery"]


def withdraw_delivery(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, loaded_at: datetime
) -> tuple[int, int]:
    """Takes a table's rows of a delivery back, with the memory of its files: all, or nothing.

    Records that were mended in it wait again. What it held back stays in quarantine, so that people see what was wrong;
    the next load reads the files, and the replays, again, and holds them to the contract anew.

    Args:
        loaded_at: the delivery's time, `Intake.loaded_at`.

    Returns:
        How many files that brought rows, and how many raw rows, were taken back.
    """
    prepare_quarantine(connection)
    connection.execute("begin transaction")
    try:
        counted = connection.execute(
            f"delete from {quoted(table.schema, table.identifier)} where _loaded_at = ?", [loaded_at]
        ).fetchone()
        of_delivery = [table.relation, loaded_at]
        files = connection.execute(
            f"select count(*) from {quoted(table.schema, FILES_TABLE)} "
            "where relation = ? and loaded_at = ? and total_count > 0",
            of_delivery,
        ).fetchone()
        connection.execute(
            f"delete from {quoted(table.schema, FILES_TABLE)} where relation = ? and loaded_at = ?", of_delivery
        )
        connection.execute(
            f"update {RECORDS} set status = 'held', replayed_at = null where relation = ? and replayed_at = ?",
            of_delivery,
        )
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return (files or (0,))[0], (counted or (0,))[0]
