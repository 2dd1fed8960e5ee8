"""A raw file: what it is called, what it holds, and the records of it that people wrote as lines."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lodestar.catalog.source import SourceTable
from lodestar.errors import IntakeError

__all__ = [
    "UNREADABLE",
    "WHAT_NEXT",
    "RawFile",
    "chunks",
    "content_of",
    "found_files",
    "kind_of",
    "lacking",
    "open_raw",
    "raw_file",
]

WHAT_NEXT = "Nothing of this table's delivery was kept; mend the file or take it out of raw/, then build again."
CHUNK = 1024 * 1024
KINDS = {".csv": "csv", ".parquet": "parquet", ".jsonl": "json", ".ndjson": "json", ".json": "json"}
UNREADABLE = (OSError, EOFError, zlib.error)
"""What a torn or damaged file raises while it is unpacked."""


@dataclass(frozen=True)
class RawFile:
    """A file to load.

    Attributes:
        name: below the raw folder, with slashes.
        content: SHA-256 of its bytes.
        header: names of the columns of a CSV file; empty for other kinds.
        lines: line ends of a CSV file, one more where the last line has none; 0 for other kinds.
    """

    path: Path
    name: str
    size: int
    modified_ns: int
    content: str
    header: tuple[str, ...] = ()
    lines: int = 0

    @property
    def kind(self) -> str:
        """`csv`, `json` (lines) or `parquet`."""
        return kind_of(self.path)


def found_files(table: SourceTable, raw_dir: Path) -> list[Path]:
    """The files that a source names, in the order in which they are loaded."""
    return [path for path in sorted(raw_dir.glob(table.files or "")) if path.is_file()]


def raw_file(path: Path, name: str, content: str, table: SourceTable) -> RawFile:
    """A file whose content was never loaded.

    Raises:
        IntakeError: its name, kind or header is none that can be loaded.
    """
    status = path.stat()
    if re.search(r"[*?\[]", path.as_posix()):
        raise IntakeError(f"{name}: rename it; a name with *, ? or [ stands for many files. {WHAT_NEXT}")
    if kind_of(path) != "csv":
        return RawFile(path, name, status.st_size, status.st_mtime_ns, content)
    header = _header(path, name, table)
    return RawFile(path, name, status.st_size, status.st_mtime_ns, content, header, _line_count(path, name, table))


def content_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def kind_of(path: Path) -> str:
    """What a file holds, by its name.

    Raises:
        IntakeError: Lodestar knows no such kind.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    kind = KINDS.get(suffixes[-1]) if suffixes else None
    if kind is None:
        raise IntakeError(f"{path.name}: Lodestar loads {', '.join(KINDS)} (also .gz), not this kind of file.")
    return kind


def open_raw(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked."""
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked, a megabyte at a time."""
    with open_raw(path) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _line_count(path: Path, name: str, table: SourceTable) -> int:
    count, last = 0, b"\n"
    if table.encoding.startswith(("utf_16", "utf-16", "utf_32", "utf-32")):
        return 0
    try:
        for chunk in chunks(path):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    except UNREADABLE as error:
        raise IntakeError(f"{name} ({table.relation}): it can't be read to its end: {error}. {WHAT_NEXT}") from error
    return count + (last != b"\n")


def _header(path: Path, name: str, table: SourceTable) -> tuple[str, ...]:
    encoding = table.encoding or "utf-8-sig"
    try:
        with open_raw(path) as stream:  # bytes: a bad letter further down is another line's fault
            if "\n".encode(encoding if table.encoding else "utf-8") == b"\n":
                line = stream.readline().decode(encoding)
            else:
                line = stream.read(CHUNK).decode(encoding, errors="ignore").split("\n", 1)[0]
            header = next(csv.reader([line.removeprefix("\ufeff")]), [])
    except (UnicodeDecodeError, csv.Error, *UNREADABLE) as error:
        raise IntakeError(f"{name}, line 1: the header can't be read: {error}. {WHAT_NEXT}") from error
    _require_columns(header, f"{name}, line 1", table)
    if len(set(header)) < len(header):
        raise IntakeError(f"{name}, line 1 ({table.relation}): a column name stands twice. {WHAT_NEXT}")
    return tuple(header)


def _require_columns(names: Sequence[str], place: str, table: SourceTable) -> None:
    optional = {name for name, column in table.contract.items() if column.optional}
    missing = [column for column in table.columns if column not in names and column not in optional]
    if missing:
        surplus = [column for column in names if column not in table.columns]
        raise IntakeError(lacking(place, table, missing, surplus))


def lacking(place: str, table: SourceTable, missing: Sequence[str], surplus: Sequence[str]) -> str:
    """The sentence about columns that a file lacks, with those that it has instead."""
    renamed = f" The file has {', '.join(surplus)} instead." if surplus else ""
    return (
        f"{place} ({table.relation}): it lacks the column {', '.join(missing)} that {table.path} declares."
        f"{renamed} {WHAT_NEXT}"
    )
