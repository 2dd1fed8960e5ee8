"""Deletes what raw tables and the quarantine hold of a person."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from lodestar.warehouse.connection import quoted
from lodestar.warehouse.quarantine import TABLE

__all__ = ["delete_held", "delete_rows", "rows_with"]


def rows_with(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, value: str
) -> tuple[int, tuple[str, ...]]:
    """How many rows of a raw table have the value in the column, and which raw files they came from."""
    schema, _, table = relation.partition(".")
    if not _has(connection, schema, table, column):
        return 0, ()
    files = (
        "list(distinct _source_file order by _source_file)" if _has(connection, schema, table, "_source_file") else "[]"
    )
    found = connection.execute(
        f"select count(*), {files} from {quoted(schema, table)} where cast({quoted(column)} as varchar) = ?", [value]
    ).fetchone()
    return (int(found[0]), tuple(found[1] or ())) if found else (0, ())


def delete_rows(connection: duckdb.DuckDBPyConnection, relation: str, column: str, value: str) -> int:
    """Deletes the rows with the value; a table or column that is not there has none. Returns how many they were."""
    count, _ = rows_with(connection, relation, column, value)
    if count:
        schema, _, table = relation.partition(".")
        connection.execute(f"delete from {quoted(schema, table)} where cast({quoted(column)} as varchar) = ?", [value])
    return count


def delete_held(
    connection: duckdb.DuckDBPyConnection, relation: str, is_about: Callable[[str, str], bool], value: str
) -> int:
    """Deletes records in quarantine of a table that `is_about` says yes to, given file and record."""
    schema, _, table = TABLE.partition(".")
    if not _has(connection, schema, table, "record"):
        return 0
    rows = connection.execute(  # only records that hold the text at all, or may spell it otherwise, are looked into
        f"select quarantine_id, source_file, record from {TABLE} where relation = ? "
        "and (contains(record, ?) or contains(record, '\\') or contains(record, '\"\"'))",
        [relation, value],
    ).fetchall()
    ids = [quarantine_id for quarantine_id, file, record in rows if is_about(file, record)]
    if ids:
        connection.execute(
            f"delete from {TABLE} where relation = ? and list_contains(?, quarantine_id)", [relation, ids]
        )
    return len(ids)


def _has(connection: duckdb.DuckDBPyConnection, schema: str, table: str, column: str) -> bool:
    found = connection.execute(
        "select count(*) from duckdb_columns() where database_name = current_database() and schema_name = ? "
        "and table_name = ? and lower(column_name) = lower(?)",
        [schema, table, column],
    ).fetchone()
    return bool(found and found[0])
