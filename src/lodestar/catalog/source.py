"""Raw tables: what a dbt source declares, and which files fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodestar.errors import ConfigurationError

__all__ = ["LOADER_COLUMNS", "SourceTable", "read_source_table"]

LOADER_COLUMNS = ("_loaded_at", "_source_file", "_source_line")
"""Added by the intake: when (UTC), from which file under raw/, and which record of it, counted from 1."""


@dataclass(frozen=True)
class SourceTable:
    """A raw table.

    Attributes:
        columns: name -> type of what the files hold, without the loader's own columns.
        key: what a record is known by: a later row with the same key is a later state of it.
        deleted_when: SQL over a row that says that its record is deleted; empty where no row says so.
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
    meta = (node.get("config") or {}).get("meta") or node.get("meta") or {}
    declared = meta.get("lodestar") or {}
    files = declared.get("files") if isinstance(declared, Mapping) else None
    columns = {
        column["name"]: column.get("data_type") or ""
        for column in node["columns"].values()
        if column["name"] not in LOADER_COLUMNS
    }
    if files:
        if not isinstance(files, str) or files.startswith("/") or ".." in files.split("/"):
            raise ConfigurationError(f"{place}: files must be one glob pattern below the raw folder.")
        untyped = [name for name, data_type in columns.items() if not data_type]
        if untyped or not columns:
            missing = ", ".join(untyped) or "any column"
            raise ConfigurationError(f"{place}: it names files, so every column needs a data_type; missing: {missing}.")
    key = declared.get("key") or [] if isinstance(declared, Mapping) else []
    if not isinstance(key, list) or not set(map(str, key)) <= set(columns):
        raise ConfigurationError(f"{place}: key must be a list of its columns, not {key!r}.")
    deleted_when = declared.get("deleted_when") or "" if isinstance(declared, Mapping) else ""
    if not isinstance(deleted_when, str) or (deleted_when and not key):
        raise ConfigurationError(f"{place}: deleted_when must be SQL over a row, and needs a key.")
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
    )
