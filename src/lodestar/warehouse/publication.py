"""Copies published tables out of a build: one DuckDB file that older clients can open, and the same as Parquet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from lodestar.errors import ReleaseError
from lodestar.warehouse.connection import quoted

__all__ = [
    "SCHEMA",
    "STORAGE_VERSION",
    "FactFiles",
    "Facts",
    "Kept",
    "KeptMetric",
    "table_columns",
    "write_release_tables",
]

STORAGE_VERSION = "v1.4.0"
"""DuckDB 2.0 writes a format that clients of 1.4 can't read; this one, both can."""

SCHEMA = "hub"

OF_METRICS: Mapping[str, Mapping[str, str]] = {
    "metric_values": {},
    "metric_catalog": {"is_stale": "boolean", "stale_since": "varchar", "stale_reason": "varchar"},
}
"""Tables with rows of each metric, and the columns that say which of them are of an earlier release, and why."""


@dataclass(frozen=True)
class Facts:
    """A table that Lodestar itself knows: columns (name -> DuckDB type) and rows with a value for each."""

    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class FactFiles:
    """The same as files of JSON lines, read by the database itself: there may be more of them than memory holds."""

    columns: Mapping[str, str]
    files: Sequence[Path]


@dataclass(frozen=True)
class KeptMetric:
    """A metric that keeps the values of an earlier release: which one's, and why."""

    values_of: str
    reason: str


@dataclass(frozen=True)
class Kept:
    """What a release takes from the one before it, because the build is not to be trusted with it.

    Attributes:
        database: of the release before.
        metrics: metrics whose values and catalog rows are taken from there.
        left_out: metrics that are in neither.
        tables: names of tables that are taken from there as a whole.
    """

    database: Path
    metrics: Mapping[str, KeptMetric]
    left_out: Collection[str] = ()
    tables: Collection[str] = ()


def write_release_tables(
    build: Path,
    database: Path,
    parquet_dir: Path,
    tables: Sequence[tuple[str, str]],
    facts: Mapping[str, Facts | FactFiles],
    kept: Kept | None = None,
) -> dict[str, int]:
    """Writes `tables` of the build, and `facts` that Lodestar itself knows, into schema `hub` of `database`.

    Args:
        tables: `(schema, name)` in the build; views become tables. Those that `kept` names come from there.
        facts: table name -> what to write; its rows keep the order given.
        kept: what to take from the release before. Columns that it did not have yet are NULL there.

    Returns:
        table name -> row count.

    Raises:
        ReleaseError: a file can't be written.
    """
    parquet_dir.mkdir(parents=True)
    counts: dict[str, int] = {}
    try:
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(f"attach '{_text(build)}' as build (read_only)")
            connection.execute(f"attach '{_text(database)}' as release (storage_version '{STORAGE_VERSION}')")
            connection.execute(f"create schema release.{SCHEMA}")
            _stage_kept(connection, kept)
            for schema, name in tables:
                source = f"build.{quoted(schema, name)}"
                if kept and name in kept.tables:
                    rows = f"select * from before.{quoted(SCHEMA, name)}"
                elif name in OF_METRICS:
                    rows = _rows_of_metrics(connection, name, source, is_mixed=bool(kept and kept.metrics))
                else:
                    rows = f"select * from {source}"
                counts[name] = _write(connection, name, f"select * from ({rows}) order by all", parquet_dir)
            for name, table in facts.items():
                _stage(connection, table)
                counts[name] = _write(connection, name, "select * from staged", parquet_dir)
            connection.execute("detach release")
    except duckdb.Error as error:
        raise ReleaseError(
            f"The release can't be written to {database.parent}: {str(error).splitlines()[0]}"
        ) from error
    return counts


def _stage_kept(connection: duckdb.DuckDBPyConnection, kept: Kept | None) -> None:
    connection.execute("create temp table kept (metric_name varchar, stale_since varchar, stale_reason varchar)")
    connection.execute("create temp table withheld (metric_name varchar)")
    if kept is None:
        return
    connection.execute(f"attach '{_text(kept.database)}' as before (read_only)")
    for name, metric in kept.metrics.items():
        connection.execute("insert into kept values (?, ?, ?)", [name, metric.values_of, metric.reason])
    for name in (*kept.metrics, *kept.left_out):
        connection.execute("insert into withheld values (?)", [name])


def _rows_of_metrics(connection: duckdb.DuckDBPyConnection, name: str, source: str, *, is_mixed: bool) -> str:
    """Rows of the build for the metrics that it may speak of, and those of the release before for the others."""
    marks = OF_METRICS[name]
    own = "".join(f", cast(null as {data_type}) as {column}" for column, data_type in marks.items())
    own = own.replace("cast(null as boolean) as is_stale", "false as is_stale")
    rows = f"select *{own} from {source} where metric_name not in (select metric_name from withheld)"
    if not is_mixed:
        return rows
    columns = connection.execute(f"describe {source}").fetchall()
    then = {row[0] for row in connection.execute(f"describe before.{quoted(SCHEMA, name)}").fetchall()}
    taken = ", ".join(
        f"cast({'before_.' + quoted(column) if column in then else 'null'} as {data_type}) as {quoted(column)}"
        for column, data_type, *_ in columns
    )
    said = "".join(f", {'true' if column == 'is_stale' else f'kept.{column}'} as {column}" for column in marks)
    return (
        f"{rows} union all by name select {taken}{said} "
        f"from before.{quoted(SCHEMA, name)} as before_ inner join kept using (metric_name)"
    )


def _stage(connection: duckdb.DuckDBPyConnection, table: Facts | FactFiles) -> None:
    columns = ", ".join(f"{quoted(name)} {data_type}" for name, data_type in table.columns.items())
    connection.execute(f"create or replace temp table staged ({columns})")
    if isinstance(table, FactFiles):
        if table.files:
            types = ", ".join(f"'{_text(name)}': '{_text(kind)}'" for name, kind in table.columns.items())
            read = f"read_json(?, format = 'newline_delimited', columns = {{{types}}})"
            connection.execute(f"insert into staged select * from {read}", [[str(path) for path in table.files]])
    elif table.rows:  # column by column: a statement for each of thousands of rows would take seconds
        places = ", ".join(f"unnest(?::{data_type}[])" for data_type in table.columns.values())
        values = [[row.get(name) for row in table.rows] for name in table.columns]
        connection.execute(f"insert into staged select {places}", values)


def table_columns(build: Path) -> dict[str, dict[str, str]]:
    """`"schema"."table"` in lower case without quotes -> column -> type, for every table and view of a DuckDB file."""
    with duckdb.connect(str(build), read_only=True) as connection:
        rows = connection.execute(
            "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
            "where database_name = current_database() and not internal order by 1, column_index"
        ).fetchall()
    columns: dict[str, dict[str, str]] = {}
    for table, column, data_type in rows:
        columns.setdefault(table.lower(), {})[column] = data_type
    return columns


def _write(connection: duckdb.DuckDBPyConnection, name: str, source: str, parquet_dir: Path) -> int:
    target = f"release.{quoted(SCHEMA, name)}"
    connection.execute(f"create table {target} as {source}")
    connection.execute(f"copy {target} to '{_text(parquet_dir / name)}.parquet' (format parquet, compression zstd)")
    counted = connection.execute(f"select count(*) from {target}").fetchone()
    return int(counted[0]) if counted else 0


def _text(value: object) -> str:
    return str(value).replace("'", "''")
