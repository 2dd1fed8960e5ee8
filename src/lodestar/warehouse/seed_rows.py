"""Rows of a CSV file chosen or changed by a query, as CSV again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from lodestar.errors import BuildError

__all__ = ["queried_csv"]


def queried_csv(text: str, query: str) -> str:
    """The file's rows after a query over them, which calls them `this`. Every column is text, as it is in the file.

    Raises:
        BuildError: the query can't be run over these rows.
    """
    with tempfile.TemporaryDirectory(prefix="lodestar-") as folder, duckdb.connect() as connection:
        given, answered = Path(folder) / "given.csv", Path(folder) / "answered.csv"
        given.write_text(text, encoding="utf-8")
        try:
            sniffed = connection.execute("select Delimiter from sniff_csv(?)", [str(given)]).fetchone()
            delimiter = sniffed[0] if sniffed and sniffed[0] in (",", ";", "\t", "|") else ","
            connection.execute(
                "create table this as select * from read_csv(?, header = true, all_varchar = true, delim = ?)",
                [str(given), delimiter],
            )
            target, mark = (part.replace("'", "''") for part in (str(answered), delimiter))
            connection.execute(f"copy (select * from ({query})) to '{target}' (header, delimiter '{mark}')")
        except duckdb.Error as error:
            raise BuildError(str(error).splitlines()[0]) from error
        return answered.read_text(encoding="utf-8")
