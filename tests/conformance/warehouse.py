"""The tables that the questions are answered from, in memory, and what SQL answers on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment

__all__ = ["answer", "load_tables", "rendered"]


def load_tables(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database with every table of the questions, typed as `types.json` says."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    types = json.loads((folder / "tables" / "types.json").read_text(encoding="utf-8"))
    for table, columns in types.items():
        declared = "{" + ", ".join(f"'{name}': '{data_type}'" for name, data_type in columns) + "}"
        path = folder / "tables" / f"{table}.csv"
        # an empty cell is NULL, a quoted one an empty text
        connection.execute(
            f'create table "{table}" as select * from read_csv(?, header = true, columns = {declared}, '
            "allow_quoted_nulls = false)",
            [str(path)],
        )
    return connection


def rendered(sql: str) -> str:
    """SQL in which a table is `{{ ref(...) }}`, with the tables' names."""
    return Environment().from_string(sql).render(ref=lambda name: f'main."{name}"')


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Columns and rows of compiled SQL."""
    result = connection.execute(rendered(sql))
    return tuple(column[0] for column in result.description), result.fetchall()
