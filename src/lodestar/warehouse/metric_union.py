"""The union of all metric values in a build of which a part failed: dbt does not make it then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lodestar.warehouse.connection import connect, quoted

__all__ = ["unite_values"]


def unite_values(
    warehouse: Path, relation: tuple[str, str], tables: Sequence[tuple[str, str]], columns: Sequence[str]
) -> None:
    """Makes the view `relation` of the rows of `tables`, each `(schema, name)`.

    Raises:
        ReleaseError: a table is missing, or lacks a column.
    """
    named = ", ".join(quoted(column) for column in columns)
    rows = " union all ".join(f"select {named} from {quoted(*table)}" for table in tables)
    with connect(warehouse, read_only=False) as connection:
        connection.execute(f"create schema if not exists {quoted(relation[0])}")
        connection.execute(f"create or replace view {quoted(*relation)} as {rows}")
