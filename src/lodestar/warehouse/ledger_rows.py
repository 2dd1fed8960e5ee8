"""Rows of the ledger's files, asked through DuckDB: a month of a big hub has a hundred thousand of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from lodestar.errors import LedgerError

__all__ = ["frozen_metrics", "reported_rows"]

KEY = "metric_name, grain, period_start, dimension, member"


def reported_rows(
    files: Sequence[Path],
    columns: Sequence[str],
    *,
    conditions: Mapping[str, Collection[str]],
    as_of: str | None = None,
) -> list[tuple[str, ...]]:
    """What was last reported of each value, by metric, grain, period, dimension and member.

    Args:
        files: those of the freezes to look in, in the order in which they were written.
        columns: the columns of the files, all of them text.
        conditions: column -> the texts that it may have.
        as_of: an ISO instant in UTC; what was frozen after it was not known then.

    Raises:
        LedgerError: a file can't be read.
    """
    if not files:
        return []
    wanted = ["true"]
    parameters: list[Any] = []
    for column, allowed in conditions.items():
        wanted.append(f"{column} in (select unnest(?::varchar[]))")
        parameters.append(list(allowed))
    if as_of is not None:
        wanted.append("frozen_at <= ?")
        parameters.append(as_of)
    return _rows(
        f"select {', '.join(columns)} from ({_union(files, columns)}) where {' and '.join(wanted)} "
        f"qualify row_number() over (partition by {KEY} order by entry desc) = 1 order by {KEY}",
        parameters,
    )


def frozen_metrics(files: Sequence[Path], columns: Sequence[str]) -> list[tuple[str, ...]]:
    """The `(metric, month)` pairs of the values that are in the files."""
    if not files:
        return []
    return _rows(f"select distinct metric_name, month from ({_union(files, columns)}) order by all", [])


def _union(files: Sequence[Path], columns: Sequence[str]) -> str:
    reads = (f"select *, {place} as entry from ({_read(path, columns)})" for place, path in enumerate(files))
    return " union all ".join(reads)


def _read(path: Path, columns: Sequence[str]) -> str:
    types = ", ".join(f"'{name}': 'varchar'" for name in (*columns, "hash"))
    names = ", ".join(f"'{name}'" for name in columns)
    text = str(path).replace("'", "''")
    # an empty text is a text; one thread, because a member's name may hold a line break
    return (
        f"select * from read_csv('{text}', header = true, columns = {{{types}}}, delim = ',', quote = '\"', "
        f"escape = '\"', force_not_null = [{names}], parallel = false, auto_detect = false)"
    )


def _rows(query: str, parameters: list[Any]) -> list[tuple[str, ...]]:
    try:
        with duckdb.connect() as connection:
            return connection.execute(query, parameters).fetchall()
    except duckdb.Error as error:
        raise LedgerError(
            f"The ledger can't be read: {str(error).splitlines()[0]}. Run `lodestar ledger verify`."
        ) from error
