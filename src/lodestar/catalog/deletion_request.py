"""Requests of deletion: `hub/deletions.csv`, a list that is only added to and never in git.

requested_at,requested_by,subject,relation,column,value,reason
2026-11-22T09:00:00+00:00,Chen Yu,member,,,123,asked by letter of 20 November
2026-11-22T09:00:00+00:00,Chen Yu,,raw.shop__orders,id,4,entered by mistake
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import astuple, dataclass
from pathlib import Path

from lodestar.errors import ConfigurationError

__all__ = ["COLUMNS", "DeletionRequest", "read_requests", "written"]

COLUMNS = ("requested_at", "requested_by", "subject", "relation", "column", "value", "reason")


@dataclass(frozen=True)
class DeletionRequest:
    """Somebody is to be forgotten: a value of a kind of person, or of one column of one raw table."""

    requested_at: str
    requested_by: str
    subject: str
    relation: str
    column: str
    value: str
    reason: str

    @property
    def digest(self) -> str:
        """Names the request without saying whom it is about."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()


def read_requests(path: Path) -> tuple[DeletionRequest, ...]:
    """The requests in the order they were made; none where there is no file.

    Raises:
        ConfigurationError: a row can't be meant; the message names file and line.
    """
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} can't be read: {error}. Nobody is forgotten until it can.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[DeletionRequest] = []
    try:
        for number, cells in enumerate(reader):
            place = f"{path}, line {reader.line_num}"
            if number == 0:
                if tuple(cells) != COLUMNS:
                    raise ConfigurationError(f"{place}: its header must be {','.join(COLUMNS)}.")
                continue
            if len(cells) != len(COLUMNS):
                raise ConfigurationError(f"{place}: a row has {len(COLUMNS)} cells, this one {len(cells)}.")
            request = DeletionRequest(*cells)
            if not request.value or bool(request.subject) == bool(request.relation and request.column):
                raise ConfigurationError(f"{place}: it needs a value, and either a subject or a relation and a column.")
            found.append(request)
    except csv.Error as error:
        raise ConfigurationError(f"{path}, line {reader.line_num}: it is not CSV: {error}.") from error
    return tuple(found)


def written(requests: tuple[DeletionRequest, ...]) -> str:
    """The text of the file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(request) for request in requests)
    return text.getvalue()
