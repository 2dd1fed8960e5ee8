"""The good path: DuckDB reads a batch of files typed, straight into the raw table.

Whatever numbers rows (`row_number`) runs in one thread. Large files are read each on its own and together, so that all
threads have work; rows of different files may then stand in the raw table in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

import duckdb

from lodestar.catalog.source import LOADER_COLUMNS, SourceTable
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.columns import ReadColumn, literal, read_columns
from lodestar.warehouse.intake.raw_file import RawFile

__all__ = ["batches", "can_be_read_typed", "read_typed"]

BATCH_FILES = 64
BATCH_BYTES = 256 * 1024 * 1024
"""Files that one statement reads: many small ones at once, few large ones, so that memory stays bounded."""

LARGE_BATCH = 16 * 1024 * 1024
"""From this size on, a statement with a part for each file is faster than one that numbers rows over all."""


def batches(files: Iterable[RawFile]) -> Iterator[list[RawFile]]:
    """Files that can be read by one statement."""
    for _, alike in groupby(files, key=lambda file: (file.header, file.kind)):
        batch: list[RawFile] = []
        for file in alike:
            if batch and (len(batch) >= BATCH_FILES or sum(f.size for f in batch) + file.size > BATCH_BYTES):
                yield batch
                batch = []
            batch.append(file)
        yield batch


def read_typed(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    batch: Sequence[RawFile],
    paths: Mapping[str, str],
    loaded_at: datetime,
) -> int:
    """Reads files into the raw table, and says how many rows they have.

    Args:
        paths: name -> where the file's text is to be read, in UTF-8.

    Raises:
        duckdb.Error: something in one of the files is not as declared.
    """
    columns = read_columns(table)
    targets = ", ".join(quoted(name) for name in (*table.columns, *LOADER_COLUMNS))
    first = 2 if batch[0].kind == "csv" else 1  # the header is line 1
    values = ", ".join(_value(column, batch[0]) for column in columns)
    moment = f"timestamp {literal(loaded_at.isoformat(sep=' '))}"
    is_large = sum(file.size for file in batch) >= LARGE_BATCH
    if is_large or len(batch) == 1:
        parts = [
            f"select {values}, {moment}, {literal(file.name)}, row_number() over () + {first - 1} "
            f"from {_reader(columns, batch[0], [paths[file.name]])} as read"
            for file in batch
        ]
        select = "\nunion all\n".join(parts)
    else:
        names = ", ".join(f"({literal(paths[file.name])}, {literal(file.name)})" for file in batch)
        select = f"""
            select {values}, {moment}, names.name,
                read.row_in_batch - min(read.row_in_batch) over (partition by read.filename) + {first}
            from (
                select *, row_number() over () as row_in_batch
                from {_reader(columns, batch[0], [paths[file.name] for file in batch])}
            ) as read
            inner join (values {names}) as names (filename, name) on read.filename = names.filename
            order by read.row_in_batch
        """
    connection.execute(f"set preserve_insertion_order = {not is_large}")
    counted = connection.execute(f"insert into {_relation(table)} ({targets})\n{select}").fetchone()
    return int(counted[0]) if counted else 0


def can_be_read_typed(connection: duckdb.DuckDBPyConnection, table: SourceTable, file: RawFile, path: str) -> bool:
    """Whether DuckDB reads a file to its end as declared. Nothing is kept."""
    columns = read_columns(table)
    values = ", ".join(_value(column, file) for column in columns)
    try:
        connection.execute(
            f"select bit_xor(hash(whole)) from "
            f"(select row({values}) as whole from {_reader(columns, file, [path])} as read)"
        ).fetchall()
    except duckdb.Error:
        return False
    return True


def text_columns(header: Sequence[str]) -> str:
    """The `columns` of a CSV reader that leaves all as text."""
    return "{" + ", ".join(f"{literal(name)}: 'varchar'" for name in header) + "}"


def _value(column: ReadColumn, first: RawFile) -> str:
    if first.header and column.name not in first.header:  # it is optional
        return f"cast(null as {column.data_type})"
    return column.value(f"read.{quoted(column.name)}")


def _reader(columns: Sequence[ReadColumn], first: RawFile, paths: Sequence[str]) -> str:
    options = "filename = true, hive_partitioning = false"  # what a folder is called is no column
    listed = "[" + ", ".join(literal(path) for path in paths) + "]"
    if first.kind == "parquet":
        present = [column for column in columns if column.name in first.header]
        casts = ", ".join(f"cast({quoted(c.name)} as {c.read_type}) as {quoted(c.name)}" for c in present)
        return f"(select {casts}, filename from read_parquet({listed}, {options}))"
    types = {column.name: column.read_type for column in columns}
    if first.kind == "json":
        said = ", ".join(f"{literal(name)}: {literal(data_type)}" for name, data_type in types.items())
        return f"read_ndjson({listed}, columns = {{{said}}}, {options})"
    said = ", ".join(f"{literal(name)}: {literal(types.get(name, 'varchar'))}" for name in first.header)
    return (
        f"read_csv({listed}, columns = {{{said}}}, auto_detect = false, header = true, "
        f"delim = ',', quote = '\"', escape = '\"', strict_mode = true, {options})"
    )


def _relation(table: SourceTable) -> str:
    return quoted(table.schema, table.identifier)
