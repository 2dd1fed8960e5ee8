"""The bad path: a file that DuckDB refuses is read as text, record by record, and split in good and bad.

Python finds the records (`records.py`) and writes those that can be read at all to a temporary file with their line;
DuckDB casts them, as it casts on the good path.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from lodestar.catalog.source import LOADER_COLUMNS, SourceTable
from lodestar.errors import IntakeError
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.columns import ReadColumn, contract_of, literal, read_columns
from lodestar.warehouse.intake.quarantine import AT_ONCE, Held, add_broken, hold
from lodestar.warehouse.intake.raw_file import WHAT_NEXT, RawFile
from lodestar.warehouse.intake.records import csv_fields, read_records, shown, wide_encoding
from lodestar.warehouse.intake.rules import FINDING, Rule, findings

__all__ = ["read_as_text", "typed_select"]

TYPED = "_intake_typed"
"""A table of the session: records of a file, cast, and what could not be."""

FEWEST = 10
"""Values of a column from which on none that fits its type means another type, and not bad rows."""

SEPARATOR = b"\x1f"


def read_as_text(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    file: RawFile,
    rules: tuple[Rule, ...],
    loaded_at: datetime,
) -> int:
    """Reads a file record by record: good ones go into the raw table, bad ones into quarantine.

    Returns:
        How many records the file has.

    Raises:
        IntakeError: the file is torn or damaged as a whole, or a column has become another type.
    """
    columns = read_columns(table)
    with tempfile.TemporaryDirectory(prefix="lodestar-intake-") as folder:
        if file.kind == "parquet":
            total, source = None, _parquet(file, columns)
        else:
            staged = Path(folder) / "records"
            total = _stage(connection, table, file, staged, loaded_at)
            source = _staged_csv(staged, file, columns) if file.kind == "csv" else _staged_json(staged, columns)
        connection.execute(f"create or replace temp table {TYPED} as {typed_select(source, table, columns)}")
    _require_types(connection, table, file, columns)
    counted = connection.execute(f"select count(*) from {TYPED}").fetchone()
    insert_good(connection, table, f"{literal(file.name)}", loaded_at)
    add_broken(
        connection,
        f"select {literal(file.name)}, line, {all_findings(rules)} from {TYPED} where len(_failed) > 0",
    )
    connection.execute(f"drop table {TYPED}")
    return int(counted[0] if counted else 0) if total is None else total


def insert_good(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, name: str, loaded_at: datetime, where: str = "true"
) -> None:
    """Adds the cast records that could be read to the raw table; `name` is SQL of their file."""
    targets = ", ".join(quoted(column) for column in (*table.columns, *LOADER_COLUMNS))
    values = ", ".join(quoted(column) for column in table.columns)
    connection.execute(
        f"insert into {quoted(table.schema, table.identifier)} ({targets}) "
        f"select {values}, ?, {name}, line from {TYPED} where len(_failed) = 0 and {where} order by line",
        [loaded_at],
    )


def all_findings(rules: tuple[Rule, ...]) -> str:
    """SQL of what is wrong with a cast record: what could not be cast, and rules that its other values break."""
    failed = "list_transform(_failed, lambda one: one.column_name)"
    malformed = "len(list_filter(_failed, lambda one: one.column_name is null)) > 0"
    return f"case when {malformed} then _failed else list_concat(_failed, {findings(rules, unless=failed)}) end"


def typed_select(source: str, table: SourceTable, columns: Sequence[ReadColumn]) -> str:
    """SQL that casts records: `line`, each column, and `_failed`, what could not be cast.

    Args:
        source: a query with `line`, `malformed` (text or NULL), and for each column its text (`t0`, `t1`, ...) and,
            where DuckDB could read it, what it was read as (`r0`, ...).
    """
    cases = ", ".join(_failure(i, table, column) for i, column in enumerate(columns))
    whole = "{'rule': 'malformed', 'column_name': null, 'reason': malformed}"
    failed = (
        f"case when malformed is not null then cast([{whole}] as {FINDING}[]) "
        f"else list_filter(cast([{cases}] as {FINDING}[]), lambda found: found is not null) end"
    )
    named = ", ".join(f"v{i} as {quoted(column.name)}" for i, column in enumerate(columns))
    values = ", ".join(f"{_tried(column, i)} as v{i}" for i, column in enumerate(columns))
    return f"select line, {named}, {failed} as _failed from (select *, {values} from ({source}) as read) as tried"


def _tried(column: ReadColumn, i: int) -> str:
    # what was read as text may still not be meant; what was read typed can only be turned
    return f"try({column.value(f'r{i}')})" if column.template != "{}" else f"r{i}"


def _failure(i: int, table: SourceTable, column: ReadColumn) -> str:
    contract = contract_of(table, column.name)
    said = f"{literal(column.name)} || ' is ''' || t{i} || ''', which can''t be read as {column.data_type}.'"
    rule = "'type'"
    if contract.epoch:
        rule = f"case when try_cast(t{i} as double) is null then 'type' else 'time' end"
    return (
        f"case when t{i} is not null and v{i} is null then "
        f"{{'rule': {rule}, 'column_name': {literal(column.name)}, 'reason': {said}}} end"
    )


def _stage(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, file: RawFile, staged: Path, loaded_at: datetime
) -> int:
    total, waiting = 0, list[Held]()
    encoding = "utf-8" if wide_encoding(table.encoding) else table.encoding
    with staged.open("wb") as out:
        for record in read_records(file, table):
            total += 1
            if record.rule:
                text = shown(record.content, table.encoding)
                waiting.append(Held(record.line, record.rule, None, record.reason, text))
                if len(waiting) >= AT_ONCE:
                    hold(connection, table, file, waiting, loaded_at)
                    waiting = []
                continue
            content = record.content
            if encoding and encoding != "utf-8":
                content = content.decode(encoding).encode("utf-8")
            if file.kind == "csv":
                if b'"' in content or b"\r" in content:
                    content = b",".join(b'"' + field.replace(b'"', b'""') + b'"' for field in csv_fields(content))
                out.write(b"%d,%b\n" % (record.line, content))
            else:
                out.write(b"%d%b%b\n" % (record.line, SEPARATOR, content))
    hold(connection, table, file, waiting, loaded_at)
    return total


# Each text is selected beside what it is cast to. DuckDB 2.0 hands a cast, TRY_CAST too, to its CSV reader where
# nothing else asks for the text, and the reader then raises.
def _staged_csv(staged: Path, file: RawFile, columns: Sequence[ReadColumn]) -> str:
    types = ", ".join(f"'c{i}': 'varchar'" for i, _ in enumerate(file.header))
    at = {name: i for i, name in enumerate(file.header)}
    texts = ", ".join(
        f"c{at[column.name]} as t{i}" if column.name in at else f"cast(null as varchar) as t{i}"
        for i, column in enumerate(columns)
    )
    read = ", ".join(f"try_cast(t{i} as {column.read_type}) as r{i}" for i, column in enumerate(columns))
    return (
        f"select *, {read} from (select line, cast(null as varchar) as malformed, {texts} from "
        f"read_csv({literal(staged)}, columns = {{'line': 'bigint', {types}}}, auto_detect = false, header = false, "
        "delim = ',', quote = '\"', escape = '\"', new_line = '\\n', max_line_size = 8000000))"
    )


def _staged_json(staged: Path, columns: Sequence[ReadColumn]) -> str:
    types = ", ".join(f"{_json_text(column.name)}: {_json_text(column.read_type)}" for column in columns)
    texts = ", ".join(
        f"json_extract_string(good, {literal('$.' + _json_text(column.name))}) as t{i}"
        for i, column in enumerate(columns)
    )
    read = ", ".join(f"whole[{literal(column.name)}] as r{i}" for i, column in enumerate(columns))
    return (
        f"select line, malformed, {texts}, {read} from ("
        f"select *, try(json_transform(good, {literal('{' + types + '}')})) as whole from ("
        "select line, case when is_object then record end as good, "
        "case when not is_object then 'It is no JSON object.' end as malformed from ("
        "select *, json_valid(record) and coalesce(try(json_type(record)), '') = 'OBJECT' as is_object from "
        f"read_csv({literal(staged)}, columns = {{'line': 'bigint', 'record': 'varchar'}}, auto_detect = false, "
        "header = false, delim = '\x1f', quote = '', escape = '', new_line = '\\n', max_line_size = 8000000, "
        "strict_mode = false))))"
    )


def _json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _parquet(file: RawFile, columns: Sequence[ReadColumn]) -> str:
    present = set(file.header)
    texts = ", ".join(
        f"cast({quoted(column.name) if column.name in present else 'null'} as varchar) as t{i}"
        for i, column in enumerate(columns)
    )
    read = ", ".join(
        f"try_cast({quoted(column.name) if column.name in present else 'null'} as {column.read_type}) as r{i}"
        for i, column in enumerate(columns)
    )
    return (
        f"select file_row_number + 1 as line, cast(null as varchar) as malformed, {texts}, {read} "
        f"from read_parquet([{literal(file.path)}], file_row_number = true, hive_partitioning = false)"
    )


def _require_types(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, file: RawFile, columns: Sequence[ReadColumn]
) -> None:
    failures = dict(
        connection.execute(
            f"select found.column_name, count(*) from (select unnest(_failed) as found from {TYPED}) "
            "where found.rule = 'type' and found.column_name is not null group by 1"
        ).fetchall()
    )
    for column in columns:
        failed = failures.get(column.name, 0)
        if failed < FEWEST:
            continue
        fits = connection.execute(f"select count({quoted(column.name)}) from {TYPED}").fetchone()
        if fits and fits[0] == 0:
            example = connection.execute(
                f"select found.reason from (select line, unnest(_failed) as found from {TYPED}) "
                "where found.column_name = ? order by line limit 1",
                [column.name],
            ).fetchone()
            said_of = contract_of(table, column.name)
            is_of_people = said_of.personal or bool(said_of.subject)
            said = f" The first: {example[0]}" if example and not is_of_people else ""
            raise IntakeError(
                f"{file.name} ({table.relation}): {column.name} has become another type: {table.path} declares "
                f"{column.data_type}, and none of its {failed:,} values fits.{said} {WHAT_NEXT}"
            )
