"""What a file's columns are against what its source declares: new ones are a warning, lost ones stop the table."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime

import duckdb

from lodestar.catalog.source import SourceTable
from lodestar.errors import IntakeError
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.columns import contract_of
from lodestar.warehouse.intake.raw_file import UNREADABLE, WHAT_NEXT, RawFile, lacking, open_raw

__all__ = ["new_columns", "parquet_header", "require_json_keys"]

SAMPLE_LINES = 50
"""First lines of each JSON file whose keys are looked at for new ones. A key that comes only later is not noticed."""

SAMPLE_BYTES = 256 * 1024


def new_columns(table: SourceTable, file: RawFile) -> list[str]:
    """Warnings about columns that the source does not declare: of JSON lines, those of the first fifty."""
    if file.kind == "json":
        surplus = [key for key in _sampled_keys(file, table) if key not in table.columns]
        what = "key"
    else:
        surplus = [name for name in file.header if name not in table.columns]
        what = "column"
    return [f"{table.relation}: new {what} {name!r} (first in {file.name}) was not loaded" for name in surplus]


def parquet_header(connection: duckdb.DuckDBPyConnection, file: RawFile, table: SourceTable) -> tuple[str, ...]:
    """The columns of a Parquet file.

    Raises:
        IntakeError: it is none, or lacks a column.
    """
    try:
        found = connection.execute(
            "describe select * from read_parquet(?, hive_partitioning = false)", [[str(file.path)]]
        ).fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0].replace(str(file.path), file.name)
        raise IntakeError(f"{file.name} ({table.relation}): it can't be read: {reason} {WHAT_NEXT}") from error
    header = tuple(str(name) for name, *_ in found)
    missing = [c for c in table.columns if c not in header and not contract_of(table, c).optional]
    if missing:
        raise IntakeError(lacking(file.name, table, missing, [name for name in header if name not in table.columns]))
    return header


def require_json_keys(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    files: Sequence[RawFile],
    loaded_at: datetime,
) -> None:
    """Stops a table where a declared key stands in no line of a JSON file.

    Raises:
        IntakeError: names the keys that are missing, and those that the file has instead.
    """
    by_name = {file.name: file for file in files if file.kind == "json"}
    needed = [name for name in table.columns if not contract_of(table, name).optional]
    if not by_name or not needed:
        return
    counts = ", ".join(f"count({quoted(name)})" for name in needed)
    rows = connection.execute(
        f"select _source_file, {counts} from {quoted(table.schema, table.identifier)} where _loaded_at = ? group by 1 "
        "order by 1",
        [loaded_at],
    ).fetchall()
    for name, *found in rows:
        empty = [column for column, count in zip(needed, found, strict=True) if not count]
        if name not in by_name or not empty:
            continue
        missing = _in_no_line(by_name[name], table, empty)
        if missing:
            surplus = [key for key in _sampled_keys(by_name[name], table) if key not in table.columns]
            raise IntakeError(lacking(name, table, missing, surplus))


def _in_no_line(file: RawFile, table: SourceTable, keys: Sequence[str]) -> list[str]:
    """Keys of which not even `null` stands in a file; most files say so without any line being parsed."""
    waiting = {key: json.dumps(key, ensure_ascii=False) for key in keys}
    for line in _lines(file, table):
        near = [key for key, spelled in waiting.items() if spelled in line]
        if near:
            present = _keys(line)
            for key in near:
                if key in present:
                    del waiting[key]
        if not waiting:
            break
    return list(waiting)


def _sampled_keys(file: RawFile, table: SourceTable) -> list[str]:
    found: dict[str, None] = {}
    read = 0
    try:
        for number, line in enumerate(_lines(file, table)):
            if number >= SAMPLE_LINES or read >= SAMPLE_BYTES:
                break
            read += len(line)
            found |= dict.fromkeys(_keys(line))
    except UNREADABLE as error:
        message = f"{file.name} ({table.relation}): it can't be read to its end: {error}. {WHAT_NEXT}"
        raise IntakeError(message) from error
    return list(found)


def _lines(file: RawFile, table: SourceTable) -> Iterator[str]:
    with io.TextIOWrapper(open_raw(file.path), encoding=table.encoding or "utf-8-sig", errors="replace") as lines:
        yield from lines


def _keys(line: str) -> list[str]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return []
    return list(said) if isinstance(said, dict) else []
