"""`lodestar forget`, and what a build does about it: rows of a person go from raw tables and from the quarantine.

forget(project, subject="member", value="123", by="Chen Yu", reason="asked by letter")
replay_deletions(connection, tables, path)     # after every load: raw files may bring the rows back

Frozen aggregates stay as they were reported. Raw files are their keeper's: Lodestar never changes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.catalog.deletion_request import DeletionRequest, read_requests, written
from lodestar.catalog.raw_record import split_record
from lodestar.catalog.source import SourceTable
from lodestar.errors import UnknownNameError, UsageError
from lodestar.settings import Project
from lodestar.warehouse.connection import connect
from lodestar.warehouse.deletion import delete_held, delete_rows, rows_with
from lodestar.warehouse.state import read_state, write_state
from lodestar.workflows.private_copy import DIGEST, private_warehouse
from lodestar.workflows.private_file import write_private
from lodestar.workflows.quarantine import header_of

__all__ = ["DELETED_ROWS", "Forgotten", "apply_deletions", "deletions_path", "forget", "replay_deletions"]

APPLIED = "applied_deletions"
"""Key in the warehouse: digests of the requests that its incremental marts and states know of."""

DELETED_ROWS = "deleted_rows"
"""Key in the warehouse: raw table -> rows that the last build deleted, so that nobody takes them for a partial load."""


@dataclass(frozen=True)
class Forgotten:
    """A request that was written down.

    Attributes:
        path: the list of requests.
        rows: raw table -> rows that the next build deletes.
        files: raw files that hold them still.
    """

    path: Path
    rows: Mapping[str, int]
    files: tuple[str, ...]


def deletions_path(project: Project) -> Path:
    """Where requests are kept."""
    return project.hub_dir / "deletions.csv"


def forget(
    project: Project, *, subject: str = "", table: str = "", column: str = "", value: str, by: str, reason: str
) -> Forgotten:
    """Adds a request, for the next build and all after it.

    Args:
        subject: a kind of person that sources name at columns (`subject: member`), or else `table` and `column`.
        by: who asks for it; `reason` why.

    Raises:
        UsageError: it can't be meant, or stands there already.
        UnknownNameError: no column has that subject, or there is no such table or column.
    """
    if not (value.strip() and by.strip() and reason.strip()):
        raise UsageError("Say with --value who is to be forgotten, with --by who asks for it, and with --reason why.")
    if bool(subject) == bool(table or column) or bool(table) != bool(column):
        raise UsageError("Say whom the value is of: with --subject, or with --table and --column.")
    tables = {source.relation: source for source in read_catalog(project.target_dir).sources}
    subjects = {known.subject for source in tables.values() for known in source.contract.values() if known.subject}
    if subject and subject not in subjects:
        raise UnknownNameError("subject of raw columns", subject, subjects)
    if table and table not in tables:
        raise UnknownNameError("raw table", table, tables)
    if column and column not in tables[table].columns:
        raise UnknownNameError(f"column of {table}", column, tables[table].columns)
    path = deletions_path(project)
    before = read_requests(path)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    request = DeletionRequest(at, by.strip(), subject, table, column, value.strip(), reason.strip())
    if any((b.subject, b.relation, b.column, b.value) == (subject, table, column, request.value) for b in before):
        raise UsageError(f"That request stands in {path} already: every build honours it.")
    write_private(path, written((*before, request)))
    rows: dict[str, int] = {}
    files: set[str] = set()
    if project.warehouse.exists():
        with connect(project.warehouse) as connection:
            for relation, name in _places(request, list(tables.values())):
                count, found = rows_with(connection, relation, name, request.value)
                rows[relation] = rows.get(relation, 0) + count
                files.update(found)
    return Forgotten(path, rows, tuple(sorted(files)))


def apply_deletions(project: Project, catalog: Catalog) -> list[str]:
    """Replays all requests in the private file of a build, after its load. Returns what people should know.

    The first build that knows of a request makes its incremental marts and states anew from raw rows.

    Raises:
        ConfigurationError: the list of requests can't be meant.
    """
    path, warehouse = deletions_path(project), private_warehouse(project)
    requests = read_requests(path)
    if not requests:
        return []
    with connect(warehouse, read_only=False) as connection:
        counts = replay_deletions(connection, catalog.sources, path, raw_dir=project.raw_dir)
    write_state(warehouse, DELETED_ROWS, json.dumps({name: count for name, count in counts.items() if count}))
    digests = sorted(request.digest for request in requests)
    applied = json.loads(read_state(warehouse, APPLIED) or "[]")
    if set(digests) - set(applied):
        if read_state(warehouse, DIGEST) is not None:
            write_state(warehouse, DIGEST, "rows were deleted")  # no digest: `needs_full_refresh` says yes
        write_state(warehouse, APPLIED, json.dumps(digests))
    gone = [f"{count:,} from {relation}" for relation, count in sorted(counts.items()) if count]
    if not gone:
        return []
    return [
        f"Rows were deleted as {path.name} asks: {', '.join(gone)}. Raw files that brought them are unchanged: "
        "whoever keeps them must remove them there."
    ]


def replay_deletions(
    connection: Any,
    tables: Sequence[SourceTable],
    path: Path,
    *,
    raw_dir: Path | None = None,
) -> dict[str, int]:
    """Deletes what every request asks for, rows that a replay of mended records has brought too.

    Args:
        connection: to the private file of a build, for writing.
        tables: raw tables, with the subjects that their sources declare.
        raw_dir: where headers of CSV files are read; without it a held record counts as theirs by any cell.

    Returns:
        `schema.table`, and `quarantine.records` -> rows deleted.

    Raises:
        ConfigurationError: the list can't be meant.
    """
    by_relation = {table.relation: table for table in tables}
    counts: dict[str, int] = {}
    headers: dict[str, tuple[str, ...]] = {}
    for request in read_requests(path):
        for relation, column in _places(request, tables):
            deleted = delete_rows(connection, relation, column, request.value)
            counts[relation] = counts.get(relation, 0) + deleted
            columns = list(by_relation[relation].columns) if relation in by_relation else [column]

            def is_about(
                file: str,
                record: str,
                *,
                columns: list[str] = columns,
                column: str = column,
                value: str = request.value,
            ) -> bool:
                if file not in headers:
                    headers[file] = header_of(raw_dir / file) if raw_dir else ()
                cells = split_record(record, columns, headers[file])
                # what can't be split is taken for theirs when a word of it is the value: rather one too many
                return cells[column].strip() == value if cells else _names(record, value)

            held = delete_held(connection, relation, is_about, request.value)
            counts["quarantine.records"] = counts.get("quarantine.records", 0) + held
    return counts


def _places(request: DeletionRequest, tables: Sequence[SourceTable]) -> list[tuple[str, str]]:
    if request.relation:
        return [(request.relation, request.column)]
    return [
        (table.relation, column.name)
        for table in tables
        for column in table.contract.values()
        if column.subject == request.subject
    ]


def _names(record: str, value: str) -> bool:
    """Whether a record holds the value as a whole word, as it is or as JSON and CSV spell it."""
    spelled = {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], value.replace('"', '""')}
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", record) for one in spelled)
