"""How many rows there are: of tables of a warehouse, and of the files that were loaded into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lodestar.warehouse.connection import connect, quoted

__all__ = ["FileCount", "file_counts", "metric_row_counts", "row_counts"]

FILES_TABLE = "_loaded_files"


@dataclass(frozen=True)
class FileCount:
    """A file as it was loaded, in order of loading.

    Attributes:
        path: below the raw folder.
        rows: those that reached the raw table.
        held: those in quarantine; 0 where the warehouse does not count them.
        total: all records of the file.
    """

    relation: str
    path: str
    content: str
    rows: int
    held: int
    total: int


def row_counts(warehouse: Path, tables: Sequence[tuple[str, str]]) -> dict[str, int]:
    """`schema.table` -> rows, of those tables and views that the warehouse holds."""
    if not warehouse.exists():
        return {}
    with connect(warehouse) as connection:
        found = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = current_database()"
        ).fetchall()
        held = set(found) & set(tables)
        if not held:
            return {}
        counted = " union all ".join(
            f"select ? as relation, count(*) from {quoted(schema, name)}" for schema, name in sorted(held)
        )
        names = [f"{schema}.{name}" for schema, name in sorted(held)]
        return dict(connection.execute(counted, names).fetchall())


def metric_row_counts(warehouse: Path, relation: tuple[str, str]) -> dict[str, int]:
    """Metric -> rows in `metric_values`; empty where the warehouse has none yet."""
    if not row_counts(warehouse, [relation]):
        return {}
    with connect(warehouse) as connection:
        return dict(
            connection.execute(
                f"select metric_name, count(*) from {quoted(*relation)} group by 1 order by 1"
            ).fetchall()
        )


def file_counts(warehouse: Path, schemas: Sequence[str]) -> list[FileCount]:
    """Every file that brought rows, each content once: a copy under another name brought none."""
    if not warehouse.exists():
        return []
    files: list[FileCount] = []
    with connect(warehouse) as connection:
        for schema in sorted(set(schemas)):
            held = {
                name
                for (name,) in connection.execute(
                    "select column_name from duckdb_columns() "
                    "where database_name = current_database() and schema_name = ? and table_name = ?",
                    [schema, FILES_TABLE],
                ).fetchall()
            }
            if not held:
                continue
            quarantined = "coalesce(quarantined_count, 0)" if "quarantined_count" in held else "0"
            total = "coalesce(total_count, row_count)" if "total_count" in held else "row_count"
            rows = connection.execute(
                f"select relation, path, content_sha256, row_count, {quarantined}, {total} "
                f"from {quoted(schema, FILES_TABLE)} "
                "qualify row_number() over (partition by relation, content_sha256 order by loaded_at, rowid) = 1 "
                "order by loaded_at, path"
            ).fetchall()
            files += [FileCount(*row) for row in rows]
    return files
