"""The records of a text file one by one, with their true line, whatever else is wrong with the file.

A CSV record that is torn inside quotes spoils its own line alone: where the quotes can't be closed, the reading goes on
with the line after it.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from lodestar.catalog.source import SourceTable
from lodestar.errors import IntakeError
from lodestar.warehouse.intake.raw_file import UNREADABLE, WHAT_NEXT, RawFile, open_raw

__all__ = ["Record", "csv_fields", "read_records", "shown", "wide_encoding"]

LONGEST = 1_000_000
"""Bytes of a record; DuckDB reads lines of two million."""

MOST_LINES = 1_000
"""Lines that one quoted record may have: beyond, its quote is taken for one that was never closed."""

QUOTED = rb'[ \t]*"[^"]*(?:""[^"]*)*"[ \t]*'
FIELD = rb"(?:" + QUOTED + rb'|(?![ \t]*")[^,]*)'
WHOLE = re.compile(FIELD + rb"(?:," + FIELD + rb")*\Z")
OPEN = re.compile(rb"(?:" + FIELD + rb',)*[ \t]*"[^"]*(?:""[^"]*)*\Z')
ONE_FIELD = re.compile(FIELD)

GUESSES = ("gb18030", "big5", "shift_jis", "cp1252")
"""Encodings that a line is tried as that is no UTF-8, to say what its source might have to declare."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a text file.

    Attributes:
        line: its first line, counted from 1; of JSON lines, blank ones are not counted.
        content: its bytes, without the line's end.
        rule, reason: what makes it unreadable; empty where nothing does.
    """

    line: int
    content: bytes
    rule: str = ""
    reason: str = ""


def read_records(file: RawFile, table: SourceTable) -> Iterator[Record]:
    """Every record of a file but the header and blank lines.

    Raises:
        IntakeError: the file is torn or damaged as a whole.
    """
    encoding = table.encoding or "utf-8"
    try:
        with open_raw(file.path) as stream:
            lines = _recoded(stream, encoding) if wide_encoding(encoding) else iter(stream)
            found = _csv(lines, len(file.header)) if file.kind == "csv" else _json(lines)
            for record in found:
                yield _decoded(record, "utf-8" if wide_encoding(encoding) else encoding)
    except UnicodeError as error:
        raise IntakeError(f"{file.name} ({table.relation}): it is not {encoding} as declared: {error}.") from error
    except UNREADABLE as error:
        message = f"{file.name} ({table.relation}): it can't be read to its end: {error}. {WHAT_NEXT}"
        raise IntakeError(message) from error


def csv_fields(content: bytes) -> list[bytes]:
    """The fields of a record that is whole."""
    if b'"' not in content:
        return content.split(b",")
    fields, at = [], 0
    while at <= len(content):
        found = ONE_FIELD.match(content, at)
        assert found is not None  # the record is whole
        field = found.group()
        stripped = field.strip(b" \t")
        fields.append(stripped[1:-1].replace(b'""', b'"') if stripped.startswith(b'"') else field)
        at = found.end() + 1
    return fields


def shown(content: bytes, encoding: str) -> str:
    """A record as people read it; bytes that say nothing in its encoding as \\xNN."""
    return content.decode("utf-8" if wide_encoding(encoding) else encoding or "utf-8", errors="backslashreplace")


def wide_encoding(encoding: str) -> bool:
    """Whether a line's end is more than one byte, as in UTF-16: then lines can't be told apart by bytes."""
    return "\n".encode(encoding or "utf-8") != b"\n"


def _recoded(stream: IO[bytes], encoding: str) -> Iterator[bytes]:
    for line in io.TextIOWrapper(stream, encoding=encoding, newline="\n"):
        yield line.encode("utf-8")


def _decoded(record: Record, encoding: str) -> Record:
    if record.rule:
        return record
    try:
        record.content.decode(encoding)
    except UnicodeDecodeError as error:
        return Record(record.line, record.content, "encoding", _encoding_reason(record.content, encoding, error))
    return record


def _encoding_reason(content: bytes, encoding: str, error: UnicodeDecodeError) -> str:
    wrong = content[error.start : error.start + 4].hex(" ")
    if encoding != "utf-8":
        return f"Bytes {wrong} say nothing in {encoding}, which the source declares."
    for guess in GUESSES:
        try:
            text = content.decode(guess)
        except UnicodeDecodeError:
            continue
        near = text[max(0, len(content[: error.start].decode(guess, errors="replace")) - 5) :][:30]
        return f"It is not UTF-8 (bytes {wrong}); as {guess} it reads ...{near}... Declare `encoding: {guess}` if so."
    return f"It is not UTF-8 (bytes {wrong}), nor any of {', '.join(GUESSES)}."


def _json(lines: Iterator[bytes]) -> Iterator[Record]:
    number = 0
    for line in lines:
        content = line.strip(b" \t\r\n")
        if number == 0:
            content = content.removeprefix(b"\xef\xbb\xbf")
        if not content:
            continue
        number += 1
        if len(content) > LONGEST:
            yield Record(number, content, "malformed", f"It is longer than {LONGEST:,} bytes.")
        elif b"\x1f" in content:
            yield Record(number, content, "malformed", "It holds a control character, so it is no JSON.")
        else:
            yield Record(number, content)


def _csv(lines: Iterator[bytes], width: int) -> Iterator[Record]:
    ahead: deque[bytes] = deque()

    def take() -> bytes | None:
        return ahead.popleft() if ahead else next(lines, None)

    number, is_header = 0, True
    while (line := take()) is not None:
        number += 1
        content, more, reason = _whole(line, take) if b'"' in line else (_stripped(line), [], "")
        if reason:
            ahead.extendleft(reversed(more))
            more = []
        if is_header:
            is_header = False
        elif reason:
            yield Record(number, content, "malformed", reason)
        elif content.strip(b" \t") or (width == 1 and content):
            if content.endswith(b","):  # DuckDB, too, takes one more empty field for the end of the line
                fewer = content[:-1]
                if len(csv_fields(fewer)) == width:
                    content = fewer
            found = content.count(b",") + 1 if b'"' not in content else len(csv_fields(content))
            if len(content) > LONGEST:
                yield Record(number, content, "malformed", f"It is longer than {LONGEST:,} bytes.")
            elif found != width:
                yield Record(number, content, "malformed", f"It has {found} fields; the header has {width}.")
            else:
                yield Record(number, content)
        number += len(more)


def _whole(line: bytes, take: Callable[[], bytes | None]) -> tuple[bytes, list[bytes], str]:
    """A record that begins with this line: its bytes, the lines that it takes, and why it can't be read."""
    content, more = line, list[bytes]()
    while True:
        record = _stripped(content)
        if WHOLE.match(record):
            return record, more, ""
        if not OPEN.match(record):
            return _stripped(line), more, "Text stands after a closing quote."
        while True:
            following = take() if len(more) < MOST_LINES and len(content) <= LONGEST else None
            if following is None:
                return _stripped(line), more, "A quote is opened and never closed."
            more.append(following)
            content += following
            if b'"' in following:
                break


def _stripped(line: bytes) -> bytes:
    return line[:-2] if line.endswith(b"\r\n") else line.removesuffix(b"\n")
