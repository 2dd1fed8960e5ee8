"""The raw table that a source declares: made, widened, never narrowed."""

from __future__ import annotations

import duckdb

from lodestar.catalog.source import LOADER_COLUMNS, SourceTable
from lodestar.errors import ConfigurationError
from lodestar.warehouse.connection import quoted

__all__ = ["prepare_table"]


def prepare_table(connection: duckdb.DuckDBPyConnection, table: SourceTable) -> None:
    """Makes a raw table, or adds the columns that its source gained.

    Raises:
        ConfigurationError: it holds other columns than its source declares, or a type is none.
    """
    declared = [*table.columns.items(), *zip(LOADER_COLUMNS, ("timestamp", "varchar", "bigint"), strict=True)]
    columns = ", ".join(f"{quoted(name)} {data_type}" for name, data_type in declared)
    relation = quoted(table.schema, table.identifier)
    try:
        connection.execute(f"create table if not exists {relation} ({columns})")
    except duckdb.Error as error:
        raise ConfigurationError(
            f"{table.path}: {table.relation} can't be made: {str(error).splitlines()[0]}"
        ) from error
    found = connection.execute(
        "select column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and schema_name = ? and table_name = ?",
        [table.schema, table.identifier],
    ).fetchall()
    present = dict(found)
    for name, data_type in declared:
        if name not in present:  # the source gained a column: old rows have none
            connection.execute(f"alter table {relation} add column {quoted(name)} {data_type}")
        elif present[name] != _type_of(connection, data_type):
            raise ConfigurationError(
                f"{table.path}: {table.relation}.{name} is declared as {data_type} and holds {present[name]}. "
                f"Change the table first (alter table {table.relation} alter {name} type ...), or the declaration."
            )
    gone = [name for name in present if name not in dict(declared)]
    if gone:
        raise ConfigurationError(
            f"{table.path}: {table.relation} holds {', '.join(gone)}, which the source no longer declares. "
            "Raw rows are kept as they came: declare the column again."
        )


def _type_of(connection: duckdb.DuckDBPyConnection, declared: str) -> str:
    """DuckDB's own name of a type: `string` is VARCHAR."""
    found = connection.execute(f"select typeof(cast(null as {declared}))").fetchone()
    return str(found[0]) if found else declared
