"""`lodestar quarantine replay`: records that a person mended, or wants to be tried again, for the next build.

What is replayed is a file of its own in `hub/replays/`, never changed after, so that a warehouse that is built anew has
it too. The gate holds every record to the contract again.
"""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lodestar.catalog.raw_record import split_record
from lodestar.errors import UsageError
from lodestar.settings import Project
from lodestar.warehouse.quarantine import HeldRecord, read_quarantine
from lodestar.workflows.private_file import write_private
from lodestar.workflows.quarantine import FIXED, RECORD, columns_of, newest_warehouse, source_tables
from lodestar.workflows.spreadsheet_cell import restored

__all__ = ["Replay", "replay_quarantine"]

ID = FIXED[0]


@dataclass(frozen=True)
class Replay:
    """A file of replays, and how many records are in it per table."""

    path: Path
    counts: Mapping[str, int]


def replay_quarantine(
    project: Project, mended: Path | None, *, ids: Collection[str] = (), table: str = "", person: str
) -> Replay:
    """Writes records for the next build to load.

    Args:
        mended: a CSV as `export` writes it; without one, records are replayed as they came (the contract has changed).
        ids, table: only these.
        person: who answers for it.

    Raises:
        UsageError: a row can't be meant; the message names file and line, and nothing is written.
    """
    if not person.strip():
        raise UsageError("Say with --person who answers for these values.")
    if mended is None and not ids and not table:
        raise UsageError("Name a mended file, or with --id or --table which records to try again as they came.")
    warehouse, origin = newest_warehouse(project)
    held = {record.quarantine_id: record for record in read_quarantine(warehouse)}
    for wanted in ids:
        _require_held(wanted, held, origin, "--id")
    tables = {relation: list(source.columns) for relation, source in source_tables(project).items()}
    rows = _mended(mended, held, origin, tables, project) if mended else _as_they_came(held, tables, project, ids)
    chosen = [
        (record, cells)
        for record, cells in rows
        if (not ids or record.quarantine_id in ids) and (not table or record.relation == table)
    ]
    if not chosen:
        raise UsageError(f"No record of {origin} fits, so nothing is replayed. See `lodestar quarantine list`.")
    _require_not_waiting(project, {record.quarantine_id for record, _ in chosen}, warehouse)
    now = datetime.now(UTC)
    lines = [_line(record, cells, person.strip(), now) for record, cells in chosen]
    path = project.hub_dir / "replays" / f"{now:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}.jsonl"
    write_private(path, "".join(lines))
    counts: dict[str, int] = {}
    for record, _ in chosen:
        counts[record.relation] = counts.get(record.relation, 0) + 1
    return Replay(path, counts)


def _as_they_came(
    held: Mapping[str, HeldRecord], tables: Mapping[str, list[str]], project: Project, ids: Collection[str]
) -> Iterator[tuple[HeldRecord, dict[str, str]]]:
    headers: dict[str, tuple[str, ...]] = {}
    for record in held.values():
        if record.status != "held" or (ids and record.quarantine_id not in ids):
            continue
        cells = columns_of(record, tables.get(record.relation, []), project.raw_dir, headers)
        if cells:
            yield record, cells
        elif ids:
            place = f"{record.source_file}, line {record.source_line}"
            raise UsageError(
                f"{record.quarantine_id} ({place}) can't be split into columns. "
                "Export it, write its values into the columns, and replay that file."
            )


def _mended(
    path: Path, held: Mapping[str, HeldRecord], origin: str, tables: Mapping[str, list[str]], project: Project
) -> Iterator[tuple[HeldRecord, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    seen: dict[str, int] = {}
    headers: dict[str, tuple[str, ...]] = {}
    try:
        names = list(reader.fieldnames or ())
        if ID not in names:
            raise UsageError(f"{path}, line 1: it has no column {ID}. Mend a file that `quarantine export` wrote.")
        if len(set(names)) < len(names):
            raise UsageError(f"{path}, line 1: a column name stands twice.")
        for cells in reader:
            place = f"{path}, line {reader.line_num}"
            if None in cells or any(value is None for value in cells.values()):
                raise UsageError(f"{place}: it has not the {len(names)} cells of the header.")
            row = {name: restored(cell) for name, cell in cells.items()}
            wanted = row[ID].strip()
            record = _require_held(wanted, held, origin, place)
            if wanted in seen:
                raise UsageError(f"{place}: {wanted} stands on line {seen[wanted]} already.")
            seen[wanted] = reader.line_num
            columns = _require_columns(names, tables, record.relation, place)
            yield record, _cells(row, columns, record, place, project, headers)
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: it is not CSV: {error}.") from error


def _cells(
    row: Mapping[str, str],
    columns: list[str],
    record: HeldRecord,
    place: str,
    project: Project,
    headers: dict[str, tuple[str, ...]],
) -> dict[str, str]:
    cells = {name: row[name] for name in columns}
    if any(cells.values()) or not row.get(RECORD):
        return cells
    columns_of(record, columns, project.raw_dir, headers)  # reads the header of its file
    split = split_record(row[RECORD], columns, headers[record.source_file])
    if split is None:
        raise UsageError(f"{place}: its record can't be split into columns. Write its values into the columns.")
    return split


def _require_columns(names: list[str], tables: Mapping[str, list[str]], relation: str, place: str) -> list[str]:
    if relation not in tables:
        raise UsageError(f"{place}: no source declares {relation} any more, so its records can't be replayed.")
    columns = tables[relation]
    missing = [name for name in columns if name not in names]
    surplus = [name for name in names if name not in {*columns, *FIXED, RECORD}]
    if missing or surplus:
        said = [f"it lacks {', '.join(missing)}"] if missing else []
        said += [f"{', '.join(surplus)} is none of them"] if surplus else []
        raise UsageError(f"{place}: its columns are not those of {relation}: {'; '.join(said)}.")
    return columns


def _require_held(wanted: str, held: Mapping[str, HeldRecord], origin: str, place: str) -> HeldRecord:
    record = held.get(wanted)
    if record is None:
        raise UsageError(f"{place}: {origin} holds no record {wanted!r}. See `lodestar quarantine list`.")
    if record.status != "held":
        raise UsageError(f"{place}: {wanted} has been let in already ({record.replayed_at:%Y-%m-%d %H:%M} UTC).")
    return record


def _require_not_waiting(project: Project, ids: Collection[str], warehouse: Path) -> None:
    """A record that waits in a file which no build has seen yet would be loaded twice."""
    built = warehouse.stat().st_mtime_ns
    for path in sorted((project.hub_dir / "replays").glob("*.jsonl")):
        if path.stat().st_mtime_ns <= built:
            continue
        for line in filter(None, path.read_text(encoding="utf-8").split("\n")):  # a value may hold U+2028
            waiting = json.loads(line)[ID]
            if waiting in ids:
                raise UsageError(f"{waiting} waits in {path} already: build first, then replay it again if it is held.")


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: it is not UTF-8. Save it as CSV UTF-8 in the spreadsheet.") from error


def _line(record: HeldRecord, cells: Mapping[str, str], person: str, now: datetime) -> str:
    said = {
        ID: record.quarantine_id,
        "relation": record.relation,
        "source_file": record.source_file,
        "source_line": record.source_line,
        "content_sha256": record.content_sha256,
        "columns": {name: value if value != "" else None for name, value in cells.items()},
        "person": person,
        "at": now.isoformat(timespec="seconds"),
    }
    return json.dumps(said, ensure_ascii=False) + "\n"
