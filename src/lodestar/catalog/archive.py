"""An archive of a project's definitions: what is needed to compute its metrics again, years later, from raw rows.

content = archive(manifest, semantic_manifest, week_start="monday")
unarchive(content).catalog
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodestar.catalog.catalog import Catalog, catalog_of
from lodestar.errors import ConfigurationError

__all__ = ["Archive", "archive", "unarchive"]

NODE = (
    "alias",
    "columns",
    "compiled_code",
    "database",
    "depends_on",
    "language",
    "name",
    "original_file_path",
    "package_name",
    "patch_path",
    "relation_name",
    "resource_type",
    "schema",
    "unique_id",
    "version",
)
CONFIG = ("column_types", "contract", "materialized", "meta", "post-hook", "pre-hook", "sql_header")
SOURCE = ("columns", "identifier", "name", "original_file_path", "relation_name", "schema", "source_name", "unique_id")


@dataclass(frozen=True)
class Archive:
    """Definitions as they were.

    Attributes:
        manifest: dbt's, as far as it was kept, with the SQL of every model.
        meanings: dbt's id -> digest of a model's own meaning.
        seeds: dbt's id -> text of a seed's file.
    """

    catalog: Catalog
    manifest: Mapping[str, Any]
    meanings: Mapping[str, str]
    seeds: Mapping[str, str]
    week_start: str


def archive(
    manifest: Mapping[str, Any],
    semantic: Mapping[str, Any],
    *,
    meanings: Mapping[str, str],
    seeds: Mapping[str, str],
    week_start: str,
) -> bytes:
    """The definitions as compressed JSON; the same ones give the same bytes.

    Args:
        manifest: dbt's `manifest.json` after `dbt compile --full-refresh`.
        semantic: its `semantic_manifest.json`.
        meanings: dbt's id -> digest of a model's own meaning.
        seeds: dbt's id -> text of a seed's file.
    """
    nodes = {i: node for i, node in manifest["nodes"].items() if node["resource_type"] in ("model", "seed", "snapshot")}
    kept = {
        "metadata": {key: manifest["metadata"].get(key) for key in ("project_name", "adapter_type")},
        "nodes": {i: _part(node, NODE) for i, node in nodes.items()},
        "sources": {i: _part(node, SOURCE) for i, node in manifest["sources"].items()},
        "metrics": {i: _part(node, ("name", "original_file_path")) for i, node in manifest["metrics"].items()},
        "saved_queries": {
            i: _part(node, ("name", "original_file_path")) for i, node in manifest["saved_queries"].items()
        },
    }
    document = {
        "manifest": kept,
        "semantic_manifest": semantic,
        "meanings": dict(meanings),
        "seeds": dict(seeds),
        "week_start": week_start,
    }
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return gzip.compress(text.encode(), mtime=0)


def unarchive(content: bytes) -> Archive:
    """What `archive` wrote.

    Raises:
        ConfigurationError: it is none, or says what can't be meant any more.
    """
    try:
        found = json.loads(gzip.decompress(content))
        manifest, semantic = found["manifest"], found["semantic_manifest"]
        return Archive(catalog_of(manifest, semantic), manifest, found["meanings"], found["seeds"], found["week_start"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise ConfigurationError(f"The archive of definitions can't be read: {error}.") from error


def _part(node: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    config = {key: value for key, value in (node.get("config") or {}).items() if key in CONFIG}
    columns = {
        name: {"name": column["name"], "data_type": column.get("data_type")}
        for name, column in (node.get("columns") or {}).items()
    }
    part = {key: node[key] for key in keys if key in node}
    return {**part, "config": config, **({"columns": columns} if "columns" in keys else {})}
