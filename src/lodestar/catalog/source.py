"""Raw tables: what a dbt source declares, and which files fill it."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lodestar.catalog.model_meta import read_most_fall
from lodestar.catalog.raw_column import RawColumn, declared_meta, read_raw_column
from lodestar.errors import ConfigurationError

__all__ = ["LOADER_COLUMNS", "SourceTable", "read_source_table"]

LOADER_COLUMNS = ("_loaded_at", "_source_file", "_source_line")
"""Added by the intake: when (UTC), from which file under raw/, and which record of it, counted from 1."""

WINNERS = ("first", "last")
KEYS = {"deleted_when", "encoding", "files", "key", "least_rows", "most_fall", "quarantine_limit", "winner"}
QUARANTINE_LIMIT = 0.05
"""Share of a delivery's records that may be in quarantine; a few bad records are a bad day, many a bad delivery."""


@dataclass(frozen=True)
class SourceTable:
    """A raw table.

    Attributes:
        columns: name -> type of what the files hold, without the loader's own columns.
        key: what a record is known by: a later row with the same key is a later state of it.
        deleted_when: SQL over a row that says that its record is deleted; empty where no row says so.
        contract: name -> what the source promises of the column, for those in `columns`.
        winner: `first` or `last` where a key may have one row only: which of two rows stands. Empty where a later row
            is a later state of the record.
        encoding: of its text files, in Python's name; empty for UTF-8.
        least_rows: rows that it has at least, or it was loaded in part; 0 where nobody says.
        most_fall: percent by which its rows may fall from one release to the next, or those of a file against earlier
            files; None for the default.
        quarantine_limit: share of a delivery's records, from 0 to 1, beyond which quarantine means a bad delivery.
        freshness: as dbt knows it (`warn_after`, `error_after`), by the age of the newest `freshness_field`.
    """

    unique_id: str
    source_name: str
    name: str
    schema: str
    identifier: str
    columns: Mapping[str, str]
    files: str | None
    path: str
    key: tuple[str, ...] = ()
    deleted_when: str = ""
    contract: Mapping[str, RawColumn] = field(default_factory=dict)
    winner: str = ""
    encoding: str = ""
    least_rows: int = 0
    most_fall: float | None = None
    quarantine_limit: float = QUARANTINE_LIMIT
    freshness: Mapping[str, Any] = field(default_factory=dict)
    freshness_field: str = ""

    @property
    def relation(self) -> str:
        """`schema.table`, as people write it."""
        return f"{self.schema}.{self.identifier}"


def read_source_table(node: Mapping[str, Any]) -> SourceTable:
    """The raw table that a source node of `manifest.json` declares.

    Raises:
        ConfigurationError: files are declared without typed columns.
    """
    place = f"{node['original_file_path']}: source {node['source_name']}.{node['name']}"
    declared = declared_meta(node, place=place)
    unknown = sorted(set(declared) - KEYS)
    if unknown:
        raise ConfigurationError(f"{place}: {', '.join(unknown)} is not one of {', '.join(sorted(KEYS))}.")
    files = declared.get("files") if isinstance(declared, Mapping) else None
    columns = {
        column["name"]: column.get("data_type") or ""
        for column in node["columns"].values()
        if column["name"] not in LOADER_COLUMNS
    }
    if files is not None:
        if not isinstance(files, str) or not files or files.startswith("/") or ".." in files.split("/"):
            raise ConfigurationError(f"{place}: files must be one glob pattern below the raw folder.")
        untyped = [name for name, data_type in columns.items() if not data_type]
        if untyped or not columns:
            missing = ", ".join(untyped) or "any column"
            raise ConfigurationError(f"{place}: it names files, so every column needs a data_type; missing: {missing}.")
    key = declared.get("key") or [] if isinstance(declared, Mapping) else []
    if not isinstance(key, list) or not all(isinstance(one, str) and one in columns for one in key):
        raise ConfigurationError(f"{place}: key must be a list of its columns, not {key!r}.")
    deleted_when = declared.get("deleted_when") or "" if isinstance(declared, Mapping) else ""
    if not isinstance(deleted_when, str) or (deleted_when and not key):
        raise ConfigurationError(f"{place}: deleted_when must be SQL over a row, and needs a key.")
    winner = declared.get("winner") or "" if isinstance(declared, Mapping) else ""
    if winner and (not isinstance(winner, str) or winner not in WINNERS or not key):
        raise ConfigurationError(f"{place}: winner must be one of {', '.join(WINNERS)}, and needs a key.")
    return SourceTable(
        unique_id=node["unique_id"],
        source_name=node["source_name"],
        name=node["name"],
        schema=node["schema"],
        identifier=node["identifier"],
        columns=columns,
        files=files,
        path=node["original_file_path"],
        key=tuple(map(str, key)),
        deleted_when=deleted_when,
        contract={
            column["name"]: read_raw_column(column, place=place)
            for column in node["columns"].values()
            if column["name"] in columns
        },
        winner=winner,
        encoding=_encoding(declared.get("encoding") or "" if isinstance(declared, Mapping) else "", place),
        least_rows=_least_rows(declared.get("least_rows", 0) if isinstance(declared, Mapping) else 0, place),
        most_fall=read_most_fall(declared, place=place),
        quarantine_limit=_share(declared.get("quarantine_limit") if isinstance(declared, Mapping) else None, place),
        freshness=_freshness(node),
        freshness_field=node.get("loaded_at_field") or "",
    )


def _encoding(named: object, place: str) -> str:
    if not named:
        return ""
    try:
        found = codecs.lookup(str(named))
        b"a".decode(found.name)  # hex and rot13 are codecs too, and no encodings
    except (LookupError, ValueError) as error:
        raise ConfigurationError(f"{place}: encoding is {named!r}; write a name such as gb18030.") from error
    return found.name


def _least_rows(declared: object, place: str) -> int:
    if type(declared) is not int or declared < 0:
        raise ConfigurationError(f"{place}: least_rows is {declared!r}; write a whole number from 1.")
    return declared


def _share(declared: object, place: str) -> float:
    if declared is None:
        return QUARANTINE_LIMIT
    if isinstance(declared, bool) or not isinstance(declared, int | float) or not 0 <= declared <= 1:
        raise ConfigurationError(f"{place}: quarantine_limit must be a share from 0 to 1, not {declared!r}.")
    return float(declared)


def _freshness(node: Mapping[str, Any]) -> dict[str, Any]:
    """`warn_after` and `error_after`, where the source says how old its data may be."""
    declared = node.get("freshness") or {}
    limits = {name: declared.get(name) or {} for name in ("warn_after", "error_after")}
    return {name: dict(limit) for name, limit in limits.items() if limit.get("count") is not None}
