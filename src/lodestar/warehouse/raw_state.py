"""Raw tables at a moment: how many rows, and until when they were loaded. Rows are added, so this says which ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lodestar.warehouse.connection import connect, quoted

__all__ = ["LOADED_AT", "RawTable", "raw_digests", "raw_state"]

LOADED_AT = "_loaded_at"


@dataclass(frozen=True)
class RawTable:
    """Rows of a raw table.

    Attributes:
        loaded_through: the last `_loaded_at` among them; None where there is none.
        is_dated: whether the table has that column: another loader may not give it.
        columns: names, in order.
    """

    rows: int
    loaded_through: str | None
    is_dated: bool = True
    columns: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        """SQL of the rows that it had, among those that the table has now."""
        if not self.is_dated:
            return "true"
        return f"{LOADED_AT} <= timestamp '{self.loaded_through}'" if self.loaded_through else "false"


def raw_state(warehouse: Path, tables: Iterable[tuple[str, str]]) -> dict[str, RawTable]:
    """`schema.table` -> its state, for each `(schema, table)` that is there."""
    with connect(warehouse) as connection:
        known = _columns(connection)
        return {
            f"{schema}.{name}": _state(connection, schema, name, known[schema, name])
            for schema, name in sorted(tables)
            if (schema, name) in known
        }


def raw_digests(warehouse: Path, states: Mapping[str, RawTable]) -> dict[str, str]:
    """`schema.table` -> digest of the rows that it had in that state, in any order, as far as they are still there.

    Only the columns that it had are looked at: one that is new changes no row of then.
    """
    digests = {}
    with connect(warehouse) as connection:
        known = _columns(connection)
        for relation, state in states.items():
            schema, _, name = relation.partition(".")
            if not set(state.columns) <= set(known.get((schema, name), ())) or not state.columns:
                digests[relation] = "gone"
                continue
            columns = ", ".join(quoted(column) for column in state.columns)
            found = connection.execute(
                f"select count(*), coalesce(sum(hash({columns})::hugeint), 0) from {quoted(schema, name)} "
                f"where {state.condition}"
            ).fetchone()
            digests[relation] = f"{found[0]}-{found[1]}" if found else ""
    return digests


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[str, ...]]:
    rows = connection.execute(
        "select schema_name, table_name, list(column_name order by column_index) from duckdb_columns() "
        "where database_name = current_database() and not internal group by all"
    ).fetchall()
    return {(schema, name): tuple(columns) for schema, name, columns in rows}


def _state(connection: duckdb.DuckDBPyConnection, schema: str, name: str, columns: tuple[str, ...]) -> RawTable:
    is_dated = LOADED_AT in columns
    last = f"max({LOADED_AT})" if is_dated else "null"
    found = connection.execute(f"select count(*), cast({last} as varchar) from {quoted(schema, name)}").fetchone()
    rows, loaded_through = found or (0, None)
    return RawTable(rows, loaded_through, is_dated, columns)
