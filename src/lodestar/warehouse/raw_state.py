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
    """Rows of a raw table, and the last `_loaded_at` among them; None where another loader gives no such column."""

    rows: int
    loaded_through: str | None


def raw_state(warehouse: Path, tables: Iterable[tuple[str, str]]) -> dict[str, RawTable]:
    """`schema.table` -> its state, for each `(schema, table)` that is there."""
    with connect(warehouse) as connection:
        known = _columns(connection)
        return {
            f"{schema}.{name}": _state(connection, schema, name, LOADED_AT in known[schema, name])
            for schema, name in sorted(tables)
            if (schema, name) in known
        }


def raw_digests(warehouse: Path, states: Mapping[str, RawTable]) -> dict[str, str]:
    """`schema.table` -> digest of the rows that it had in that state, in any order, as far as they are still there."""
    digests = {}
    with connect(warehouse) as connection:
        known = _columns(connection)
        for relation, state in states.items():
            schema, name = relation.split(".", 1)
            if (schema, name) not in known:
                digests[relation] = "gone"
                continue
            condition = f"where {LOADED_AT} <= timestamp '{state.loaded_through}'" if state.loaded_through else ""
            found = connection.execute(
                f"select count(*), coalesce(sum(hash(raw)::hugeint), 0) from {quoted(schema, name)} as raw {condition}"
            ).fetchone()
            digests[relation] = f"{found[0]}-{found[1]}" if found else ""
    return digests


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    rows = connection.execute(
        "select schema_name, table_name, list(column_name) from duckdb_columns() "
        "where database_name = current_database() and not internal group by all"
    ).fetchall()
    return {(schema, name): columns for schema, name, columns in rows}


def _state(connection: duckdb.DuckDBPyConnection, schema: str, name: str, is_dated: bool) -> RawTable:
    last = f"max({LOADED_AT})" if is_dated else "null"
    found = connection.execute(f"select count(*), cast({last} as varchar) from {quoted(schema, name)}").fetchone()
    return RawTable(*found) if found else RawTable(0, None)
