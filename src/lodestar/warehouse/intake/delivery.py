"""A delivery: every new file of every source, loaded, held to its contract and counted.

A table's part of a delivery is one transaction: it comes whole, without the records that are in quarantine, or, where a
file as a whole is not what the source declares, not at all. DuckDB ends a transaction at the first value that it can't
read, so a delivery with one is begun again, with the files that it refuses read as text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from lodestar.catalog.source import SourceTable
from lodestar.errors import IntakeError
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.bookkeeping import (
    FILES_TABLE,
    FileRecord,
    after_the_last,
    known_files,
    prepare_files_table,
    record_files,
)
from lodestar.warehouse.intake.drift import new_columns, parquet_header, require_json_keys
from lodestar.warehouse.intake.duplicates import count_copies, find_losers
from lodestar.warehouse.intake.quarantine import (
    BROKEN,
    add_broken,
    count_by_file,
    forget_withdrawn,
    hold_broken,
    prepare_broken,
    prepare_quarantine,
)
from lodestar.warehouse.intake.raw_file import RawFile, content_of, found_files, raw_file
from lodestar.warehouse.intake.raw_table import prepare_table
from lodestar.warehouse.intake.recoding import needs_recoding, recoded
from lodestar.warehouse.intake.replays import ReplayFile, load_replays, read_replays
from lodestar.warehouse.intake.result import Intake
from lodestar.warehouse.intake.rules import Rule, broken, findings, rules_of
from lodestar.warehouse.intake.text_reading import read_as_text
from lodestar.warehouse.intake.typed_reading import batches, can_be_read_typed, read_typed

__all__ = ["load_raw_files"]

Progress = Callable[[str, int, int], None]
NO_FILES = "Put the files there or name their folder with --raw. `lodestar demo` makes those of the demo company."


class _RefusalError(Exception):
    """DuckDB refuses a batch as typed."""

    def __init__(self, batch: Sequence[RawFile]) -> None:
        self.batch = batch


@dataclass(frozen=True)
class _Brought:
    """What a table's part of a delivery brought."""

    files: int = 0
    rows: int = 0
    skipped: int = 0
    total: int = 0
    quarantined: int = 0
    duplicates: int = 0
    warnings: tuple[str, ...] = ()


def load_raw_files(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[SourceTable],
    raw_dir: Path,
    *,
    loaded_at: datetime,
    replays_dir: Path | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Loads every new file below `raw_dir` into its raw table, and every new file of mended records.

    Args:
        loaded_at: now (UTC, no zone). It is written to `_loaded_at` of every row, unless a clock ran ahead before: each
            delivery is later than the one before, since incremental models ask for what came after.
        replays_dir: where files of mended records (`*.jsonl`) are; None for nowhere.

    Returns:
        What came, and `refused`: the tables of whose delivery nothing was kept, with the reason. Others are loaded.

    Raises:
        IntakeError: there is no raw folder, a file of mended records can't be read, or the machine lacks memory.
        ConfigurationError: a raw table holds other columns than its source declares, or a contract can't be meant.
    """
    if tables and not raw_dir.is_dir():
        raise IntakeError(f"There is no folder {raw_dir}. {NO_FILES}")
    before = connection.execute(
        "select current_setting('TimeZone'), current_setting('preserve_insertion_order')"
    ).fetchone()
    assert before is not None
    connection.execute("set TimeZone = 'UTC'")
    try:
        prepare_quarantine(connection)
        for table in tables:
            prepare_files_table(connection, table.schema)
            prepare_table(connection, table)
        loaded_at = after_the_last(connection, tables, loaded_at)
        rules = {table.relation: rules_of(table, loaded_at) for table in tables}
        replays = read_replays(replays_dir)
        brought: dict[str, _Brought] = {}
        refused: dict[str, str] = {}
        for number, table in enumerate(tables):
            if progress:
                progress(table.relation, number, len(tables))
            try:
                brought[table.relation] = _load_table(
                    connection, table, raw_dir, rules[table.relation], replays, loaded_at
                )
            except IntakeError as error:
                refused[table.relation] = str(error)
    finally:
        connection.execute(f"set TimeZone = '{before[0]}'")
        connection.execute(f"set preserve_insertion_order = {before[1]}")
    return _intake(brought, refused, loaded_at)


def _intake(brought: Mapping[str, _Brought], refused: Mapping[str, str], loaded_at: datetime) -> Intake:
    parts = brought.values()
    return Intake(
        files=sum(part.files for part in parts),
        rows=sum(part.rows for part in parts),
        skipped=sum(part.skipped for part in parts),
        warnings=tuple(dict.fromkeys(warning for part in parts for warning in part.warnings)),
        total=sum(part.total for part in parts),
        quarantined=sum(part.quarantined for part in parts),
        duplicates=sum(part.duplicates for part in parts),
        refused=refused,
        quarantined_by_table={name: (part.quarantined, part.total) for name, part in brought.items() if part.files},
        loaded_at=loaded_at.isoformat(),
    )


def _load_table(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    raw_dir: Path,
    rules: tuple[Rule, ...],
    replays: Sequence[ReplayFile],
    loaded_at: datetime,
) -> _Brought:
    known = known_files(connection, table)
    found = found_files(table, raw_dir)
    new, copies = _new_files(connection, table, found, raw_dir, known.seen, known.contents)
    if not found and not known.seen:
        raise IntakeError(f"No raw file in {raw_dir} matches:\n  {table.files} -> {table.relation}\n{NO_FILES}")
    warnings = [f"{f.name} has changed since it was loaded: it is loaded again" for f in new if f.name in known.seen]
    if not found:
        warnings.append(f"{table.relation}: no file matches {table.files} any more; its rows are those of before")
    for file in new:
        warnings += new_columns(table, file)
    with tempfile.TemporaryDirectory(prefix="lodestar-intake-") as folder:
        paths: dict[str, str] = {}
        as_text: set[str] = set()
        for file in new:
            path = recoded(table, file, Path(folder)) if needs_recoding(table, file) else file.path
            if path is None or len(file.header) == 1:  # a blank line is no record, and DuckDB takes it for one
                as_text.add(file.name)
            else:
                paths[file.name] = str(path)
        while True:
            connection.execute("begin transaction")
            try:
                brought = _attempt(connection, table, new, copies, paths, as_text, rules, replays, loaded_at)
                connection.execute("commit")
            except _RefusalError as refusal:
                connection.execute("rollback")
                as_text |= _suspects(connection, table, new, refusal.batch, paths, as_text)
            except duckdb.Error as error:
                connection.execute("rollback")
                raise IntakeError(f"{table.relation}: it can't be loaded: {str(error).splitlines()[0]}") from error
            except BaseException:
                connection.execute("rollback")
                raise
            else:
                break
    return replace(brought, skipped=len(found) - len(new), warnings=(*warnings, *brought.warnings))


def _attempt(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    files: Sequence[RawFile],
    copies: Sequence[FileRecord],
    paths: Mapping[str, str],
    as_text: set[str],
    rules: tuple[Rule, ...],
    replays: Sequence[ReplayFile],
    loaded_at: datetime,
) -> _Brought:
    by_name = {file.name: file for file in files}
    totals: dict[str, int] = {}
    forget_withdrawn(connection, table, quoted(table.schema, FILES_TABLE))
    prepare_broken(connection)
    for batch in batches(file for file in files if file.name not in as_text):
        try:
            read_typed(connection, table, batch, paths, loaded_at)
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            raise _RefusalError(batch) from error
        counts = _accepted(connection, table, loaded_at)
        for file in batch:
            totals[file.name] = counts.get(file.name, 0)
            # a line break inside quotes, or a blank line; of JSON, DuckDB takes a lone scalar for no record at all
            found = totals[file.name]
            if (file.lines and file.lines - 1 != found) or (file.kind == "json" and not found):
                _take_out(connection, table, file, loaded_at)
                totals[file.name] = read_as_text(connection, table, file, rules, loaded_at)
    for file in files:
        if file.name in as_text:
            totals[file.name] = read_as_text(connection, table, file, rules, loaded_at)
    require_json_keys(connection, table, files, loaded_at)
    _hold_to_rules(connection, table, by_name, rules, loaded_at)
    duplicates = count_copies(connection, table, loaded_at)
    find_losers(connection, table, loaded_at)
    _take_out_broken(connection, table, by_name, loaded_at)
    accepted = _accepted(connection, table, loaded_at)
    held = count_by_file(connection, table, loaded_at)
    wrong = [name for name, total in totals.items() if accepted.get(name, 0) + held.get(name, 0) != total]
    if wrong:
        raise IntakeError(f"{wrong[0]} ({table.relation}): accepted and quarantined records are not all of it.")
    loaded = [
        FileRecord(
            *(file.name, file.content, file.size, file.modified_ns),
            *(accepted.get(file.name, 0), totals[file.name], held.get(file.name, 0), duplicates.get(file.name, 0)),
        )
        for file in files
    ]
    record_files(connection, table, [*copies, *loaded], loaded_at)
    mended, warnings = load_replays(connection, table, replays, rules, loaded_at)
    return _Brought(
        files=len(files),
        rows=sum(accepted.values()) + mended,
        total=sum(totals.values()),
        quarantined=sum(held.values()),
        duplicates=sum(duplicates.values()),
        warnings=tuple(warnings),
    )


def _new_files(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    found: Sequence[Path],
    raw_dir: Path,
    seen: Mapping[str, tuple[int, int]],
    contents: set[str],
) -> tuple[list[RawFile], list[FileRecord]]:
    """Files to load, and records of files whose content was loaded before under another name or at another time."""
    new: list[RawFile] = []
    copies: list[FileRecord] = []
    for path in found:
        name = path.relative_to(raw_dir).as_posix()
        status = path.stat()
        # the content of a file that kept its name, size and time of change is not read again
        if seen.get(name) == (status.st_size, status.st_mtime_ns):
            continue
        content = content_of(path)
        if content in contents:
            copies.append(FileRecord(name, content, status.st_size, status.st_mtime_ns))
            continue
        contents.add(content)
        file = raw_file(path, name, content, table)
        if file.kind == "parquet":
            file = replace(file, header=parquet_header(connection, file, table))
        new.append(file)
    return new, copies


def _suspects(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    files: Sequence[RawFile],
    refused: Sequence[RawFile],
    paths: Mapping[str, str],
    as_text: set[str],
) -> set[str]:
    """The files that DuckDB refuses, from the batch on that it has refused."""
    names = [file.name for file in files]
    waiting = [f for f in files[names.index(refused[0].name) :] if f.name not in as_text]
    if len(waiting) == 1:
        return {waiting[0].name}
    found = {f.name for f in waiting if not can_be_read_typed(connection, table, f, paths[f.name])}
    return found if found & {f.name for f in refused} else found | {f.name for f in refused}


def _hold_to_rules(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    files: Mapping[str, RawFile],
    rules: tuple[Rule, ...],
    loaded_at: datetime,
) -> None:
    if rules:
        add_broken(
            connection,
            f"select _source_file, _source_line, {findings(rules)} from {_relation(table)} "
            f"where _loaded_at = ? and ({broken(rules)})",
            [loaded_at],
        )
    _take_out_broken(connection, table, files, loaded_at)


def _take_out_broken(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, files: Mapping[str, RawFile], loaded_at: datetime
) -> None:
    counted = connection.execute(f"select count(*) from {BROKEN}").fetchone()
    if not counted or not counted[0]:
        return
    connection.execute(
        f"delete from {_relation(table)} where _loaded_at = ? and (_source_file, _source_line) in "
        f"(select (source_file, source_line) from {BROKEN})",
        [loaded_at],
    )
    hold_broken(connection, table, files, loaded_at)


def _take_out(connection: duckdb.DuckDBPyConnection, table: SourceTable, file: RawFile, loaded_at: datetime) -> None:
    connection.execute(
        f"delete from {_relation(table)} where _loaded_at = ? and _source_file = ?", [loaded_at, file.name]
    )


def _accepted(connection: duckdb.DuckDBPyConnection, table: SourceTable, loaded_at: datetime) -> dict[str, int]:
    return dict(
        connection.execute(
            f"select _source_file, count(*) from {_relation(table)} where _loaded_at = ? group by 1", [loaded_at]
        ).fetchall()
    )


def _relation(table: SourceTable) -> str:
    return quoted(table.schema, table.identifier)
