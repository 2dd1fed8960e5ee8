"""One reader's own view of a release, as a DuckDB file that BI tools open: rows they may not read are not in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

from lodestar.errors import ReleaseError
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.publication import SCHEMA, STORAGE_VERSION

__all__ = ["write_extract"]

HiddenRow = tuple[str | None, str, str | None]
"""Metric, dimension, member; None for every one."""

LEFT_OUT = ("check_results", "check_history")
"""Rules quote values and metrics."""


def write_extract(
    release: Path, target: Path, hidden_metrics: Collection[str], hidden_rows: Sequence[HiddenRow]
) -> dict[str, int]:
    """Writes the tables of a release without what is hidden. An export that has a hidden metric is left out whole.

    Returns:
        table -> rows written.

    Raises:
        ReleaseError: the release can't be read, or the file not written.
    """
    counts: dict[str, int] = {}
    try:
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(f"attach '{_text(release)}' as release (read_only)")
            connection.execute(f"attach '{_text(target)}' as extract (storage_version '{STORAGE_VERSION}')")
            connection.execute(f"create schema extract.{SCHEMA}")
            members = _hidden_members(connection, hidden_rows)
            names = connection.execute(
                "select table_name from duckdb_tables() where database_name = 'release' order by 1"
            ).fetchall()
            for (name,) in names:
                columns = _columns(connection, name)
                if name in LEFT_OUT or set(columns) & set(hidden_metrics):
                    continue
                where, parameters = _conditions(name, columns, hidden_metrics, hidden_rows, members)
                table = f"extract.{quoted(SCHEMA, name)}"
                connection.execute(
                    f"create table {table} as select * from release.{quoted(SCHEMA, name)} where {where}", parameters
                )
                counted = connection.execute(f"select count(*) from {table}").fetchone()
                counts[name] = int(counted[0]) if counted else 0
            connection.execute("detach extract")
    except duckdb.Error as error:
        raise ReleaseError(f"{target} can't be written: {str(error).splitlines()[0]}") from error
    return counts


def _conditions(
    name: str,
    columns: dict[str, str],
    hidden_metrics: Collection[str],
    hidden_rows: Sequence[HiddenRow],
    members: list[str],
) -> tuple[str, list[object]]:
    where: list[str] = ["true"]
    parameters: list[object] = []
    if "metric_name" in columns and hidden_metrics:
        where.append("not list_contains(?, metric_name)")
        parameters.append(sorted(hidden_metrics))
    if name == "metric_values":
        for metric, dimension, member in hidden_rows:
            where.append(
                "not (dimension = ? and (cast(? as varchar) is null or metric_name = ?) "
                "and (cast(? as varchar) is null or member = ?))"
            )
            parameters += [dimension, metric, metric, member, member]
    elif "metric_name" not in columns and name != "release" and members:
        # an export's columns are named as its author liked: a hidden member is looked for in every text
        for column, data_type in columns.items():
            if data_type.startswith(("VARCHAR", "ENUM")):
                where.append(f"({quoted(column)} is null or not list_contains(?, cast({quoted(column)} as varchar)))")
                parameters.append(members)
    return " and ".join(where), parameters


def _hidden_members(connection: duckdb.DuckDBPyConnection, hidden_rows: Sequence[HiddenRow]) -> list[str]:
    found: set[str] = set()
    for _, dimension, member in hidden_rows:
        if member is not None:
            found.add(member)
            continue
        rows = connection.execute(
            f"select distinct member from release.{SCHEMA}.metric_values where dimension = ?", [dimension]
        ).fetchall()
        found |= {row[0] for row in rows if row[0] is not None}
    return sorted(found)


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = connection.execute(f"describe release.{quoted(SCHEMA, table)}").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


def _text(value: object) -> str:
    return str(value).replace("'", "''")
