"""`lodestar quarantine list` and `export`: what is held, where, why; and the same with columns, to be mended.

found = quarantine(project, table="raw.shop__orders")
found.counts, found.records, found.origin
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lodestar.catalog.catalog import read_catalog
from lodestar.catalog.raw_record import split_record
from lodestar.catalog.source import SourceTable
from lodestar.errors import ReleaseError, UnknownNameError, UsageError
from lodestar.releases.journal import read_journal
from lodestar.settings import Project
from lodestar.warehouse.quarantine import HeldCount, HeldRecord, count_quarantine, read_quarantine
from lodestar.workflows.private_copy import private_warehouse
from lodestar.workflows.private_file import write_private
from lodestar.workflows.spreadsheet_cell import defused

__all__ = [
    "FIXED",
    "RECORD",
    "Quarantine",
    "columns_of",
    "export_quarantine",
    "header_of",
    "newest_warehouse",
    "quarantine",
    "source_tables",
]

FIXED = ("quarantine_id", "source_file", "source_line", "rule", "reason")
"""First columns of an export; a mended file keeps them."""

RECORD = "record"
"""Last column of an export: the line itself, where it can't be split into columns."""


@dataclass(frozen=True)
class Quarantine:
    """What is held.

    Attributes:
        counts: per table and rule, of all records that fit the filters.
        records: those records, up to the limit.
        warehouse: the file that was read; `origin` says in words which one that is.
    """

    counts: tuple[HeldCount, ...]
    records: tuple[HeldRecord, ...]
    warehouse: Path
    origin: str


def quarantine(
    project: Project,
    *,
    table: str = "",
    rule: str = "",
    file: str = "",
    status: str = "",
    limit: int | None = None,
) -> Quarantine:
    """What is held, from the newest file there is.

    Raises:
        UnknownNameError: nothing is held of that table, rule, file or status; the message suggests one.
        ReleaseError: nothing was built yet.
    """
    warehouse, origin = newest_warehouse(project)
    filters = {"relation": table, "rule": rule, "source_file": file, "status": status}
    everything = read_quarantine(warehouse) if any(filters.values()) else []
    for name, value in filters.items():
        known = {str(getattr(record, name)) for record in everything}
        if value and everything and value not in known:
            kind = {"relation": "table", "source_file": "file"}.get(name, name)
            raise UnknownNameError(f"{kind} with records in quarantine", value, known)
    counts = count_quarantine(warehouse, relation=table, rule=rule, source_file=file, status=status)
    records = read_quarantine(warehouse, relation=table, rule=rule, source_file=file, status=status, limit=limit)
    return Quarantine(tuple(counts), tuple(records), warehouse, origin)


def newest_warehouse(project: Project) -> tuple[Path, str]:
    """The private file of an aborted build where there is one, else the warehouse; and which of them, in words.

    Raises:
        ReleaseError: there is neither.
    """
    private = private_warehouse(project)
    with contextlib.suppress(ReleaseError):
        journal = read_journal(project.build_dir)
        if journal.state == "aborted" and private.exists():
            return private, f"the build that was aborted ({journal.build_id})"
    if not project.warehouse.exists():
        raise ReleaseError(f"Nothing was built in {project.hub_dir} yet, so nothing is held. Run `lodestar build`.")
    return project.warehouse, "the last build that was published"


def export_quarantine(
    project: Project, output: Path, *, table: str = "", rule: str = "", file: str = "", status: str = "held"
) -> int:
    """Writes a CSV to be mended: id, file, line, rule, reason, then the source's columns as text, then the record.

    One table a file, because each has columns of its own. The file holds raw values, so only its owner may read it.

    Returns:
        How many records it holds.

    Raises:
        UsageError: nothing is held, or it is of several tables.
    """
    found = quarantine(project, table=table, rule=rule, file=file, status=status)
    relations = sorted({record.relation for record in found.records})
    if not relations:
        raise UsageError(f"Nothing fits in the quarantine of {found.origin}, so nothing is exported.")
    if len(relations) > 1:
        raise UsageError(f"Records of {', '.join(relations)} are held. Name one with --table: each has its columns.")
    source = source_tables(project).get(relations[0])
    columns = list(source.columns) if source else []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*FIXED, *columns, RECORD])
    headers: dict[str, tuple[str, ...]] = {}
    for record in found.records:
        cells = columns_of(record, columns, project.raw_dir, headers)
        fixed = [getattr(record, name) for name in FIXED]
        split = [cells[name] for name in columns] if cells else [""] * len(columns)
        row = [*fixed, *split, "" if cells else record.record]
        writer.writerow([defused(cell) if isinstance(cell, str) else cell for cell in row])
    # the mark tells spreadsheets that it is UTF-8; without it they show Chinese as noise
    write_private(output, "\ufeff" + text.getvalue())
    return len(found.records)


def source_tables(project: Project) -> Mapping[str, SourceTable]:
    """Raw tables by `schema.table`, as the last build or parse knows them."""
    return {table.relation: table for table in read_catalog(project.target_dir).sources}


def columns_of(
    record: HeldRecord, columns: Sequence[str], raw_dir: Path, headers: dict[str, tuple[str, ...]]
) -> dict[str, str] | None:
    """The record split into columns; None where that can't be done. `headers` keeps what was read of files."""
    if record.source_file not in headers:
        headers[record.source_file] = header_of(raw_dir / record.source_file)
    return split_record(record.record, columns, headers[record.source_file])


def header_of(path: Path) -> tuple[str, ...]:
    """Column names of a CSV file; empty where it is gone or is none."""
    if not {".csv"} & {suffix.lower() for suffix in path.suffixes}:
        return ()
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as lines:
            return tuple(next(csv.reader([lines.readline().decode("utf-8-sig")]), []))
    except (OSError, UnicodeDecodeError, EOFError, csv.Error):
        return ()
