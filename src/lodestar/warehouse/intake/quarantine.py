"""`quarantine.records`: the records that broke a rule, with file, line, rule and reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from lodestar.catalog.source import SourceTable
from lodestar.warehouse.intake.raw_file import RawFile
from lodestar.warehouse.intake.records import Record, read_records, shown
from lodestar.warehouse.intake.rules import FINDING

__all__ = ["Held", "forget_withdrawn", "hold", "hold_broken", "prepare_broken", "prepare_quarantine", "quarantine_id"]

RECORDS = "quarantine.records"
BROKEN = "_intake_broken"
"""A table of the session: records of this delivery that broke a rule, before they are written down."""

AT_ONCE = 10_000
COLUMNS = {
    "quarantine_id": "varchar",
    "relation": "varchar",
    "source_file": "varchar",
    "content_sha256": "varchar",
    "source_line": "bigint",
    "rule": "varchar",
    "column_name": "varchar",
    "reason": "varchar",
    "record": "varchar",
    "quarantined_at": "timestamp",
    "status": "varchar",
    "replayed_at": "timestamp",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A record that is held back."""

    line: int
    rule: str
    column: str | None
    reason: str
    record: str


def prepare_quarantine(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the table where it does not exist."""
    connection.execute("create schema if not exists quarantine")
    columns = ", ".join(f"{name} {data_type}" for name, data_type in COLUMNS.items())
    connection.execute(f"create table if not exists {RECORDS} ({columns})")


def prepare_broken(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the session's list of broken records empty."""
    connection.execute(
        f"create or replace temp table {BROKEN} (source_file varchar, source_line bigint, found {FINDING}[])"
    )


def quarantine_id(relation: str, content: str, line: int, rule: str) -> str:
    """The same for the same record of the same content, however often it is loaded."""
    return hashlib.sha256("\0".join((relation, content, str(line), rule)).encode()).hexdigest()[:16]


def hold(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    file: RawFile,
    held: Sequence[Held],
    loaded_at: datetime,
) -> None:
    """Writes records of a file down."""
    for start in range(0, len(held), AT_ONCE):
        some = held[start : start + AT_ONCE]
        connection.execute(
            f"insert into {RECORDS} select unnest(?), ?, ?, ?, unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), "
            "?, 'held', null",
            [
                [quarantine_id(table.relation, file.content, one.line, one.rule) for one in some],
                table.relation,
                file.name,
                file.content,
                [one.line for one in some],
                [one.rule for one in some],
                [one.column for one in some],
                [one.reason for one in some],
                [one.record for one in some],
                loaded_at,
            ],
        )


def hold_broken(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, files: Mapping[str, RawFile], loaded_at: datetime
) -> None:
    """Writes down what the session's list names, with the records as their files say them; the list is empty then."""
    names = [name for (name,) in connection.execute(f"select distinct source_file from {BROKEN}").fetchall()]
    for name in sorted(names):
        after = 0
        file = files[name]
        records = read_records(file, table) if file.kind != "parquet" else iter(())
        while page := connection.execute(
            f"select source_line, found[1].rule, found[1].column_name, "
            f"array_to_string(list_transform(found, lambda one: one.reason), ' ') from {BROKEN} "
            "where source_file = ? and source_line > ? order by source_line limit ?",
            [name, after, AT_ONCE],
        ).fetchall():
            lines = [line for line, *_ in page]
            texts = _rows(connection, file, lines) if file.kind == "parquet" else _texts(records, table, lines)
            hold(
                connection,
                table,
                file,
                [Held(line, rule, column, reason, texts.get(line, "")) for line, rule, column, reason in page],
                loaded_at,
            )
            after = page[-1][0]
    connection.execute(f"delete from {BROKEN}")


def _texts(records: Iterator[Record], table: SourceTable, lines: Sequence[int]) -> dict[int, str]:
    """Records by their line, as far as a file must be read on for them: pages come in the order of lines."""
    wanted, last = set(lines), lines[-1]
    texts: dict[int, str] = {}
    for record in records:
        if record.line in wanted:
            texts[record.line] = shown(record.content, table.encoding)
        if record.line >= last:
            break
    return texts


def _rows(connection: duckdb.DuckDBPyConnection, file: RawFile, lines: Sequence[int]) -> dict[int, str]:
    return dict(
        connection.execute(
            "select file_row_number + 1, to_json(file)::varchar "
            "from read_parquet(?, file_row_number = true, hive_partitioning = false) as file "
            "where list_contains(?, file_row_number + 1)",
            [[str(file.path)], list(lines)],
        ).fetchall()
    )


def forget_withdrawn(connection: duckdb.DuckDBPyConnection, table: SourceTable, files_table: str) -> None:
    """Forgets records of files that no delivery has brought: theirs was taken back, and is judged anew if it is there.

    Args:
        files_table: the table, quoted, that remembers which files were loaded.
    """
    connection.execute(
        f"delete from {RECORDS} where relation = ? and content_sha256 not in "
        f"(select content_sha256 from {files_table} where relation = ?)",
        [table.relation, table.relation],
    )


def count_by_file(connection: duckdb.DuckDBPyConnection, table: SourceTable, loaded_at: datetime) -> dict[str, int]:
    """How many records of each file this delivery held back."""
    return dict(
        connection.execute(
            f"select source_file, count(*) from {RECORDS} where relation = ? and quarantined_at = ? group by 1",
            [table.relation, loaded_at],
        ).fetchall()
    )


def add_broken(connection: duckdb.DuckDBPyConnection, select: str, parameters: Iterable[object] = ()) -> None:
    """Adds what a query finds: file, line, list of findings."""
    connection.execute(f"insert into {BROKEN} {select}", list(parameters))
