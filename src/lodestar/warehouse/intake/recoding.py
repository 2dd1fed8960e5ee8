"""Files whose source declares an encoding other than UTF-8, as UTF-8 copies that DuckDB can read."""

from __future__ import annotations

import codecs
from pathlib import Path

from lodestar.catalog.source import SourceTable
from lodestar.warehouse.intake.raw_file import UNREADABLE, RawFile, chunks

__all__ = ["needs_recoding", "recoded"]


def needs_recoding(table: SourceTable, file: RawFile) -> bool:
    """Whether DuckDB can't read a file as it is."""
    return file.kind != "parquet" and table.encoding not in ("", "utf-8", "utf-8-sig", "ascii")


def recoded(table: SourceTable, file: RawFile, folder: Path) -> Path | None:
    """Where a UTF-8 copy of a file was written, a megabyte at a time; None where its bytes say nothing somewhere."""
    target = folder / f"{file.content}.{'csv' if file.kind == 'csv' else 'jsonl'}"
    decoder = codecs.getincrementaldecoder(table.encoding)()
    try:
        with target.open("wb") as out:
            for chunk in chunks(file.path):
                out.write(decoder.decode(chunk).encode("utf-8"))
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
    except (UnicodeError, *UNREADABLE):
        target.unlink(missing_ok=True)
        return None
    return target
