"""Metric values as earlier definitions give them on chosen raw rows: models run again, aside, by their own SQL.

No dbt is started: an archive holds what dbt had compiled. Relations in it say the warehouse's name, so a file of the
same name takes its place, in which raw tables are views on the rows that were chosen.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from lodestar.errors import BuildError
from lodestar.warehouse.connection import quoted

__all__ = ["ASIDE", "PlayedModel", "replay", "values_on"]

ASIDE = "aside"
"""Name of the catalog that statements write to."""

WAREHOUSE = "warehouse"
"""Name that compiled SQL says."""

Key = tuple[str, str, str, str, str]
Numbers = tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class PlayedModel:
    """A model as it was compiled.

    Attributes:
        sql: its query; of a seed, none.
        content: of a seed, its file.
        types: column -> type, where a contract enforces them or a seed declares them.
    """

    schema: str
    name: str
    sql: str = ""
    is_view: bool = False
    content: str | None = None
    types: Mapping[str, str] = field(default_factory=dict)


def replay(
    warehouse: Path,
    within: Path,
    raw: Mapping[tuple[str, str], str],
    models: Sequence[PlayedModel],
    statements: Sequence[tuple[str, str]],
    metrics: Collection[str],
) -> dict[Key, Numbers]:
    """Values of metrics on chosen raw rows.

    Args:
        warehouse: the file that holds the raw tables.
        within: a folder for files that are gone at the end.
        raw: `(schema, table)` -> SQL of the rows wanted, over `raw`.
        models: in an order in which they can run.
        statements: `(schema.table in aside, query)`, in order; the last one answers `metric_values`.

    Returns:
        Metric, grain, period, dimension, member (all text) -> value, numerator, denominator.

    Raises:
        BuildError: a model or statement can't be run on these rows.
    """
    with tempfile.TemporaryDirectory(dir=within) as folder, duckdb.connect() as connection:
        _prepare(connection, Path(folder))
        connection.execute(f"attach '{_text(warehouse)}' as origin (read_only)")
        connection.execute(f"attach '{_text(Path(folder) / 'played.duckdb')}' as {WAREHOUSE}")
        try:
            for (schema, name), condition in raw.items():
                table = quoted(schema, name)
                connection.execute(f"create schema if not exists {WAREHOUSE}.{quoted(schema)}")
                connection.execute(
                    f"create view {WAREHOUSE}.{table} as select * from origin.{table} as raw where {condition}"
                )
            for model in models:
                _play(connection, model, Path(folder))
            return _answer(connection, statements, metrics)
        except duckdb.Error as error:
            raise BuildError(f"values can't be computed again: {str(error).splitlines()[0]}") from error


def values_on(
    warehouse: Path, within: Path, statements: Sequence[tuple[str, str]], metrics: Collection[str]
) -> dict[Key, Numbers]:
    """The same on the marts that the warehouse holds.

    Raises:
        BuildError: a statement can't be run on them.
    """
    with tempfile.TemporaryDirectory(dir=within) as folder, duckdb.connect() as connection:
        _prepare(connection, Path(folder))
        connection.execute(f"attach '{_text(warehouse)}' as {WAREHOUSE} (read_only)")
        try:
            return _answer(connection, statements, metrics)
        except duckdb.Error as error:
            raise BuildError(f"values can't be computed: {str(error).splitlines()[0]}") from error


def _prepare(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute(f"set temp_directory = '{_text(folder / 'spill')}'")
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{_text(folder / 'aside.duckdb')}' as {ASIDE}")
    connection.execute(f"use {ASIDE}")


def _play(connection: duckdb.DuckDBPyConnection, model: PlayedModel, folder: Path) -> None:
    target = f"{WAREHOUSE}.{quoted(model.schema, model.name)}"
    connection.execute(f"create schema if not exists {WAREHOUSE}.{quoted(model.schema)}")
    # names in SQL may leave out the catalog
    connection.execute(f"use {WAREHOUSE}")
    if model.content is not None:
        file = folder / f"{model.name}.csv"
        file.write_text(model.content, encoding="utf-8")
        types = ", ".join(f"'{_text(name)}': '{_text(kind)}'" for name, kind in model.types.items())
        read = f"read_csv('{_text(file)}', header = true, types = {{{types}}})" if types else f"'{_text(file)}'"
        connection.execute(f"create table {target} as select * from {read}")
    elif model.types:
        columns = ", ".join(f"{quoted(name)} {data_type}" for name, data_type in model.types.items())
        connection.execute(f"create table {target} ({columns})")
        connection.execute(f"insert into {target} by name {model.sql}")
    else:
        connection.execute(f"create {'view' if model.is_view else 'table'} {target} as {model.sql}")
    connection.execute(f"use {ASIDE}")


def _answer(
    connection: duckdb.DuckDBPyConnection, statements: Sequence[tuple[str, str]], metrics: Collection[str]
) -> dict[Key, Numbers]:
    target = ""
    for relation, query in statements:
        schema, _, name = relation.partition(".")
        target = f"{ASIDE}.{quoted(schema, name)}"
        connection.execute(f"create schema if not exists {ASIDE}.{quoted(schema)}")
        connection.execute(f"create table {target} as {query}")
    rows = connection.execute(
        "select metric_name, grain, cast(period_start as varchar), dimension, member, cast(value as double), "
        f"cast(numerator as double), cast(denominator as double) from {target} where metric_name = any(?)",
        [list(metrics)],
    ).fetchall()
    return {tuple(row[:5]): tuple(row[5:]) for row in rows}


def _text(value: object) -> str:
    return str(value).replace("'", "''")
