"""The gate for raw files: each file once, by content, as it is, into the append-only table that its source declares.

DuckDB reads the files itself. A delivery is one transaction: a file that can't be read as declared stops it and leaves
nothing behind. Which files were loaded is kept in `raw._loaded_files`, beside the rows.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

import duckdb

from lodestar.catalog.source import LOADER_COLUMNS, SourceTable
from lodestar.errors import ConfigurationError, IntakeError
from lodestar.warehouse.connection import quoted

__all__ = ["Intake", "load_raw_files"]

FILES_TABLE = "_loaded_files"
BATCH_FILES = 64
BATCH_BYTES = 256 * 1024 * 1024
"""Files that one statement reads: many small ones at once, few large ones, so that memory stays bounded."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Intake:
    """What a delivery brought.

    Attributes:
        files: files loaded now.
        rows: rows loaded now.
        skipped: files whose content was loaded before.
        warnings: what people should know, e.g. a column that no source declares.
    """

    files: int
    rows: int
    skipped: int
    warnings: tuple[str, ...]


_Record = tuple[str, str, int, int, int]
"""Name, content, size, time of change, and rows loaded of a file."""


@dataclass(frozen=True)
class _File:
    path: Path
    name: str
    size: int
    modified_ns: int
    content: str
    header: tuple[str, ...]


def load_raw_files(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[SourceTable],
    raw_dir: Path,
    *,
    loaded_at: datetime,
    progress: Progress | None = None,
) -> Intake:
    """Loads every new file below `raw_dir` into its raw table.

    Args:
        loaded_at: now (UTC, no zone). It is written to `_loaded_at` of every row, unless a clock ran ahead before: each
            delivery is later than the one before, since incremental models ask for what came after.

    Raises:
        IntakeError: a file can't be read as its source declares, or a source has never had one; nothing of the
            delivery was kept.
        ConfigurationError: a raw table holds other columns than its source declares.
    """
    if tables and not raw_dir.is_dir():
        raise IntakeError(f"There is no folder {raw_dir}. {_NO_FILES}")
    files = rows = skipped = 0
    warnings: list[str] = []
    missing: list[str] = []
    connection.execute("begin transaction")
    try:
        loaded_at = _after_the_last(connection, tables, loaded_at)
        for number, table in enumerate(tables):
            if progress:
                progress(table.relation, number, len(tables))
            _prepare_table(connection, table)
            known, contents = _known_files(connection, table)
            found = [path for path in sorted(raw_dir.glob(table.files or "")) if path.is_file()]
            new, copies = _new_files(table, found, raw_dir, known, contents)
            _record(connection, table, copies, loaded_at)
            skipped += len(found) - len(new)
            warnings += [
                f"{file.name} has changed since it was loaded: it is loaded again" for file in new if file.name in known
            ]
            for batch in _batches(new):
                warnings += _header_warnings(table, batch)
                rows += _load_batch(connection, table, batch, loaded_at)
                files += len(batch)
            if not found and not known:
                missing.append(f"  {table.files} -> {table.relation}")
            elif not found:
                warnings.append(
                    f"{table.relation}: no file matches {table.files} any more; its rows are those of before"
                )
        if missing:
            raise IntakeError(f"No raw file in {raw_dir} matches:\n" + "\n".join(missing) + f"\n{_NO_FILES}")
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return Intake(files, rows, skipped, tuple(dict.fromkeys(warnings)))


def _prepare_files_table(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    connection.execute(f"create schema if not exists {quoted(schema)}")
    connection.execute(
        f"create table if not exists {quoted(schema, FILES_TABLE)} "
        "(relation varchar, path varchar, content_sha256 varchar, size_bytes bigint, modified_ns bigint, "
        "row_count bigint, loaded_at timestamp)"
    )


def _prepare_table(connection: duckdb.DuckDBPyConnection, table: SourceTable) -> None:
    declared = [*table.columns.items(), *zip(LOADER_COLUMNS, ("timestamp", "varchar", "bigint"), strict=True)]
    columns = ", ".join(f"{quoted(name)} {data_type}" for name, data_type in declared)
    try:
        connection.execute(f"create table if not exists {_relation(table)} ({columns})")
    except duckdb.Error as error:
        raise ConfigurationError(f"{table.path}: {table.relation} can't be made: {_first_line(error)}") from error
    found = connection.execute(
        "select column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and schema_name = ? and table_name = ?",
        [table.schema, table.identifier],
    ).fetchall()
    present = dict(found)
    for name, data_type in declared:
        if name not in present:  # the source gained a column: old rows have none
            connection.execute(f"alter table {_relation(table)} add column {quoted(name)} {data_type}")
        elif present[name] != _type_of(connection, data_type):
            raise ConfigurationError(
                f"{table.path}: {table.relation}.{name} is declared as {data_type} and holds {present[name]}. "
                f"Change the table first (alter table {table.relation} alter {name} type ...), or the declaration."
            )
    gone = [name for name in present if name not in dict(declared)]
    if gone:
        raise ConfigurationError(
            f"{table.path}: {table.relation} holds {', '.join(gone)}, which the source no longer declares. "
            "Raw rows are kept as they came: declare the column again."
        )


def _after_the_last(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[SourceTable], loaded_at: datetime
) -> datetime:
    for schema in {table.schema for table in tables}:
        _prepare_files_table(connection, schema)
        last = connection.execute(f"select max(loaded_at) from {quoted(schema, FILES_TABLE)}").fetchone()
        if last and last[0] and last[0] >= loaded_at:
            loaded_at = last[0] + timedelta(microseconds=1)
    return loaded_at


def _type_of(connection: duckdb.DuckDBPyConnection, declared: str) -> str:
    """DuckDB's own name of a type: `string` is VARCHAR."""
    found = connection.execute(f"select typeof(cast(null as {declared}))").fetchone()
    return str(found[0]) if found else declared


def _known_files(
    connection: duckdb.DuckDBPyConnection, table: SourceTable
) -> tuple[dict[str, tuple[int, int]], set[str]]:
    """Size and time of change of each file as last seen, by name; and every content that was ever loaded."""
    rows = connection.execute(
        f"select path, content_sha256, size_bytes, modified_ns from {quoted(table.schema, FILES_TABLE)} "
        "where relation = ? order by loaded_at, rowid",
        [table.relation],
    ).fetchall()
    return {path: (size, modified) for path, _, size, modified in rows}, {content for _, content, _, _ in rows}


def _new_files(
    table: SourceTable, found: Sequence[Path], raw_dir: Path, known: Mapping[str, tuple[int, int]], contents: set[str]
) -> tuple[list[_File], list[_Record]]:
    """Files to load, and records of files whose content was loaded before under another name or at another time."""
    new: list[_File] = []
    copies: list[_Record] = []
    for path in found:
        name = path.relative_to(raw_dir).as_posix()
        status = path.stat()
        if re.search(r"[*?\[]", path.as_posix()):
            raise IntakeError(f"{name}: rename it; a name with *, ? or [ stands for many files. {_WHAT_NEXT}")
        # the content of a file that kept its name, size and time of change is not read again
        if known.get(name) == (status.st_size, status.st_mtime_ns):
            continue
        content = _sha256(path)
        if content in contents:
            copies.append((name, content, status.st_size, status.st_mtime_ns, 0))
            continue
        contents.add(content)
        new.append(_File(path, name, status.st_size, status.st_mtime_ns, content, _header(path, name, table)))
    return new, copies


def _batches(files: Iterable[_File]) -> Iterator[list[_File]]:
    for _, same_header in groupby(files, key=lambda file: (file.header, _kind(file.path))):
        batch: list[_File] = []
        for file in same_header:
            if batch and (len(batch) >= BATCH_FILES or sum(f.size for f in batch) + file.size > BATCH_BYTES):
                yield batch
                batch = []
            batch.append(file)
        yield batch


def _load_batch(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, batch: Sequence[_File], loaded_at: datetime
) -> int:
    names = {str(file.path): file.name for file in batch}
    columns = ", ".join(quoted(name) for name in table.columns)
    read_columns = ", ".join(quoted("read", name) for name in table.columns)
    kind = _kind(batch[0].path)
    first_line = 2 if kind == "csv" else 1  # the header is line 1
    read = f"""
        insert into {_relation(table)} ({columns}, {", ".join(quoted(name) for name in LOADER_COLUMNS)})
        select
            {read_columns},
            ? as _loaded_at,
            names.name as _source_file,
            read.row_in_batch - min(read.row_in_batch) over (partition by read.filename) + {first_line} as _source_line
        from (
            select *, row_number() over () as row_in_batch from {_reader(kind, table, batch[0])}
        ) as read
        inner join (select unnest(?) as filename, unnest(?) as name) as names on read.filename = names.filename
        order by read.row_in_batch
    """
    parameters = [loaded_at, list(names), list(names.values())]
    try:
        connection.execute("set variable intake_files = ?", [list(names)])
        connection.execute(read, parameters)
    except duckdb.Error as error:
        raise IntakeError(_explain(error, table, batch)) from error
    counted = dict(
        connection.execute(
            f"select _source_file, count(*) from {_relation(table)} "
            "where _loaded_at = ? and list_contains(?, _source_file) group by 1",
            [loaded_at, list(names.values())],
        ).fetchall()
    )
    _record(
        connection,
        table,
        [(f.name, f.content, f.size, f.modified_ns, counted.get(f.name, 0)) for f in batch],
        loaded_at,
    )
    return sum(counted.values())


def _reader(kind: str, table: SourceTable, first: _File) -> str:
    options = "filename = true, hive_partitioning = false"  # what a folder is called is no column
    if kind == "parquet":
        casts = ", ".join(
            f"cast({quoted(name)} as {data_type}) as {quoted(name)}" for name, data_type in table.columns.items()
        )
        return f"(select {casts}, filename from read_parquet(getvariable('intake_files'), {options}))"
    if kind == "json":
        types = ", ".join(f"{_text(name)}: {_text(data_type)}" for name, data_type in table.columns.items())
        return f"read_ndjson(getvariable('intake_files'), columns = {{{types}}}, {options})"
    types = ", ".join(f"{_text(name)}: {_text(table.columns.get(name, 'varchar'))}" for name in first.header)
    return (
        f"read_csv(getvariable('intake_files'), columns = {{{types}}}, auto_detect = false, header = true, "
        f"delim = ',', quote = '\"', escape = '\"', strict_mode = true, {options})"
    )


def _record(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    files: Sequence[_Record],
    loaded_at: datetime,
) -> None:
    if not files:
        return
    connection.executemany(
        f"insert into {quoted(table.schema, FILES_TABLE)} values (?, ?, ?, ?, ?, ?, ?)",
        [(table.relation, *file, loaded_at) for file in files],
    )


def _header(path: Path, name: str, table: SourceTable) -> tuple[str, ...]:
    """Column names of a CSV file; empty for formats that name columns themselves.

    Raises:
        IntakeError: the file has no header, or lacks a column that the source declares.
    """
    if _kind(path) != "csv":
        return ()
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as lines:  # bytes: a bad letter further down is another line's fault
            header = next(csv.reader([lines.readline().decode("utf-8-sig")]), [])
    except (UnicodeDecodeError, OSError, EOFError, csv.Error, zlib.error) as error:
        raise IntakeError(f"{name}, line 1: the header can't be read: {error}. {_WHAT_NEXT}") from error
    missing = [column for column in table.columns if column not in header]
    if missing:
        surplus = [column for column in header if column not in table.columns]
        renamed = f" The file has {', '.join(surplus)} instead." if surplus else ""
        raise IntakeError(
            f"{name}, line 1 ({table.relation}): it lacks the column {', '.join(missing)} that {table.path} declares."
            f"{renamed} {_WHAT_NEXT}"
        )
    if len(set(header)) < len(header):
        raise IntakeError(f"{name}, line 1 ({table.relation}): a column name stands twice. {_WHAT_NEXT}")
    return tuple(header)


def _header_warnings(table: SourceTable, batch: Sequence[_File]) -> list[str]:
    surplus = [name for name in batch[0].header if name not in table.columns]
    return [f"{table.relation}: new column {name!r} (first in {batch[0].name}) was not loaded" for name in surplus]


def _explain(error: duckdb.Error, table: SourceTable, batch: Sequence[_File]) -> str:
    text = str(error)
    file = next((f.name for f in batch if f.path.name in text), batch[0].name if len(batch) == 1 else table.files)
    line = re.search(r"[Ll]ine:? (\d+)", text)
    place = f"{file}, line {line.group(1)}" if line else str(file)
    lines = [part.strip() for part in text.splitlines() if part.strip()]
    reasons = [part for part in lines if part.startswith(("Error when", "Could not", "Expected"))] or lines[:1]
    reason = " ".join(reasons)
    for known in batch:
        reason = reason.replace(str(known.path), known.name)
    return f"{place} ({table.relation}): {reason.rstrip('. ')}. {_WHAT_NEXT}"


_NO_FILES = "Put the files there or name their folder with --raw. `lodestar demo` makes those of the demo company."
_WHAT_NEXT = "Nothing of this delivery was kept; mend the file or take it out of raw/, then build again."


def _kind(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    kinds = {".csv": "csv", ".parquet": "parquet", ".jsonl": "json", ".ndjson": "json", ".json": "json"}
    kind = kinds.get(suffixes[-1]) if suffixes else None
    if kind is None:
        raise IntakeError(f"{path.name}: Lodestar loads {', '.join(kinds)} (also .gz), not this kind of file.")
    return kind


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _relation(table: SourceTable) -> str:
    return quoted(table.schema, table.identifier)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
