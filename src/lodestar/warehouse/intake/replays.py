"""Mended records: files in `hub/replays/` that say what held records should have said, each loaded once by content."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from lodestar.catalog.source import LOADER_COLUMNS, SourceTable
from lodestar.errors import IntakeError
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.bookkeeping import FileRecord, known_files, record_files
from lodestar.warehouse.intake.columns import literal, read_columns
from lodestar.warehouse.intake.quarantine import RECORDS
from lodestar.warehouse.intake.raw_file import content_of
from lodestar.warehouse.intake.rules import FINDING, Rule, findings
from lodestar.warehouse.intake.text_reading import TYPED, all_findings, typed_select

__all__ = ["ReplayFile", "load_replays", "read_replays"]

NEEDED = ("quarantine_id", "relation", "source_file", "source_line", "content_sha256", "columns")


@dataclass(frozen=True)
class ReplayFile:
    """A file of mended records.

    Attributes:
        records: one mapping for each line, with all of `NEEDED`.
    """

    path: Path
    content: str
    records: tuple[Mapping[str, Any], ...]


def read_replays(folder: Path | None) -> tuple[ReplayFile, ...]:
    """The files of mended records, in the order of their names.

    Raises:
        IntakeError: a line is none that `lodestar quarantine` writes.
    """
    paths = sorted(folder.glob("*.jsonl")) if folder and folder.is_dir() else []
    return tuple(ReplayFile(path, content_of(path), tuple(_records(path))) for path in paths)


def load_replays(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    files: Sequence[ReplayFile],
    rules: tuple[Rule, ...],
    loaded_at: datetime,
) -> tuple[int, list[str]]:
    """Loads the mended records of a table: those that keep its contract, the others stay held with the new reason.

    Returns:
        Rows that the raw table gained, and warnings.
    """
    contents = known_files(connection, table).contents
    rows, warnings = 0, list[str]()
    for file in files:
        records = [record for record in file.records if record["relation"] == table.relation]
        if not records or file.content in contents:
            continue
        contents.add(file.content)
        held, unknown = _held(connection, table, records)
        if unknown:
            warnings.append(
                f"{file.path.name}: {unknown:,} of its records of {table.relation} are not held in quarantine (any "
                "more) and were not loaded"
            )
        passed = _load(connection, table, held, rules, loaded_at) if held else 0
        failed = len(held) - passed
        if failed:
            warnings.append(
                f"{file.path.name}: {failed:,} of its records of {table.relation} break a rule and stay held"
            )
        rows += passed
        status = file.path.stat()
        name = f"replays/{file.path.name}"
        seen = FileRecord(
            name, file.content, status.st_size, status.st_mtime_ns, passed, len(records), len(records) - passed
        )
        record_files(connection, table, [seen], loaded_at)
    return rows, warnings


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # `splitlines` would cut values at U+2028 and the like
    except (OSError, UnicodeDecodeError) as error:
        raise IntakeError(f"{path}: mended records can't be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except ValueError as error:
            raise IntakeError(f"{path}, line {number}: mended records are JSON objects: {error}") from error
        if not isinstance(said, dict) or not set(NEEDED) <= set(said) or not isinstance(said["columns"], dict):
            raise IntakeError(f"{path}, line {number}: a mended record needs {', '.join(NEEDED)}.")
        if type(said["source_line"]) is not int:
            raise IntakeError(f"{path}, line {number}: source_line of a mended record must be a whole number.")
        yield said


def _held(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, records: Sequence[Mapping[str, Any]]
) -> tuple[list[tuple[str, Mapping[str, Any]]], int]:
    """Records that are held, each once and under the id that it is held by, and how many are not.

    A contract that has changed since gives a record of a warehouse built anew another rule, so another id: then file
    content and line say which one is meant.
    """
    held = connection.execute(
        f"select quarantine_id, content_sha256, source_line from {RECORDS} where relation = ? and status = 'held'",
        [table.relation],
    ).fetchall()
    ids = {identity for identity, _, _ in held}
    by_place = {(content, line): identity for identity, content, line in held}
    found: dict[str, Mapping[str, Any]] = {}
    unknown = 0
    for record in records:
        place = (str(record["content_sha256"]), int(record["source_line"]))
        identity = record["quarantine_id"] if record["quarantine_id"] in ids else by_place.get(place)
        if identity is None:
            unknown += 1
        else:
            found[str(identity)] = record
    return list(found.items()), unknown


def _load(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    held: Sequence[tuple[str, Mapping[str, Any]]],
    rules: tuple[Rule, ...],
    loaded_at: datetime,
) -> int:
    columns = read_columns(table)
    with tempfile.TemporaryDirectory(prefix="lodestar-intake-") as folder:
        staged = Path(folder) / "records.jsonl"
        with staged.open("w", encoding="utf-8") as out:
            for number, (identity, record) in enumerate(held, 1):
                said = {f"t{i}": _text(record["columns"].get(column.name)) for i, column in enumerate(columns)}
                place = {"_file": record["source_file"], "_line": record["source_line"]}
                out.write(json.dumps({"line": number, "_id": identity, **place, **said}, ensure_ascii=False) + "\n")
        types = "".join(f", t{i}: 'varchar'" for i, _ in enumerate(columns))
        texts = ", ".join(f"t{i}, try_cast(t{i} as {column.read_type}) as r{i}" for i, column in enumerate(columns))
        read = (
            f"read_ndjson({literal(staged)}, columns = {{line: 'bigint', _id: 'varchar', _file: 'varchar', "
            f"_line: 'bigint'{types}}})"
        )
        source = f"select line, cast(null as varchar) as malformed, {texts} from {read}"
        connection.execute(f"create or replace temp table {TYPED} as {typed_select(source, table, columns)}")
        connection.execute(
            "create or replace temp table _intake_replayed as select typed.*, _id, _file, _line, "
            f"case when len(_failed) > 0 then {all_findings(rules)} else {findings(rules)} end "
            f"|| {_taken(table)} as found "
            f"from {TYPED} as typed inner join {read} as said using (line)"
        )
    targets = ", ".join(quoted(name) for name in (*table.columns, *LOADER_COLUMNS))
    values = ", ".join(quoted(name) for name in table.columns)
    counted = connection.execute(
        f"insert into {quoted(table.schema, table.identifier)} ({targets}) select {values}, ?, _file, _line "
        "from _intake_replayed where len(found) = 0 order by line",
        [loaded_at],
    ).fetchone()
    connection.execute(
        f"update {RECORDS} as held set status = case when len(found) = 0 then 'replayed' else held.status end, "
        "replayed_at = case when len(found) = 0 then ? else held.replayed_at end, "
        "rule = case when len(found) = 0 then held.rule else found[1].rule end, "
        "column_name = case when len(found) = 0 then held.column_name else found[1].column_name end, "
        "reason = case when len(found) = 0 then held.reason "
        "else array_to_string(list_transform(found, lambda one: one.reason), ' ') end "
        "from _intake_replayed as said where held.quarantine_id = said._id and held.relation = ?",
        [loaded_at, table.relation],
    )
    connection.execute("drop table _intake_replayed")
    connection.execute(f"drop table {TYPED}")
    return int(counted[0]) if counted else 0


def _taken(table: SourceTable) -> str:
    """SQL of the findings about a key that another row has already, where the first one stands."""
    if table.winner != "first":
        return f"cast([] as {FINDING}[])"
    same = " and ".join(f"stands.{quoted(name)} = typed.{quoted(name)}" for name in table.key)
    finding = "{'rule': 'conflict', 'column_name': null, 'reason': 'Another row with its key stands already.'}"
    return (
        f"case when exists (select 1 from {quoted(table.schema, table.identifier)} as stands where {same}) "
        f"then cast([{finding}] as {FINDING}[]) else cast([] as {FINDING}[]) end"
    )


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
