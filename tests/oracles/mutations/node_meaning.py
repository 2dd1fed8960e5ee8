"""Changes of meaning beside the SQL: how a model keeps its rows, enforced types, hooks, seeds, how files are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.oracles.mutations.compiled import Compiled

Edit = tuple[str, str, dict[str, Any]]
"""Kind, dbt's id, and the keys of the node that are others."""


def changes_of_nodes(compiled: Compiled) -> Iterator[Edit]:
    """Every setting of every node that can move its rows."""
    for unique_id, node in compiled.manifest["nodes"].items():
        config = node["config"]
        if node["resource_type"] == "seed":
            yield "content of a seed", unique_id, {"checksum": {"name": "sha256", "checksum": "other"}}
            yield "delimiter of a seed", unique_id, {"config": config | {"delimiter": ";"}}
            for column in config["column_types"]:
                types = config["column_types"] | {column: "integer"}
                yield "type of a seed", unique_id, {"config": config | {"column_types": types}}
            continue
        yield "hook added", unique_id, {"config": config | {"post-hook": [{"sql": "delete from {{ this }}"}]}}
        yield "hook added", unique_id, {"config": config | {"pre-hook": [{"sql": "set x = 1"}]}}
        yield "header", unique_id, {"config": config | {"sql_header": "set timezone = 'UTC'"}}
        if config["post-hook"]:
            yield "hook dropped", unique_id, {"config": config | {"post-hook": []}}
        if config["materialized"] == "incremental":
            yield from _incremental(unique_id, config)
        else:
            kept = {"materialized": "incremental", "unique_key": "id"}
            yield "made incremental", unique_id, {"config": config | kept}
        if config["contract"]["enforced"]:
            loose = config | {"contract": config["contract"] | {"enforced": False}}
            yield "types no longer enforced", unique_id, {"config": loose}
            for name, column in node["columns"].items():
                other = "varchar" if column["data_type"] != "varchar" else "json"
                columns = node["columns"] | {name: column | {"data_type": other}}
                yield "enforced type", unique_id, {"columns": columns}
    for unique_id, node in compiled.manifest["sources"].items():
        yield "another raw table", unique_id, {"identifier": "other"}
        yield "another raw schema", unique_id, {"schema": "other"}
        yield "other files", unique_id, {"config": {"meta": {"lodestar": {"files": "other/*.csv"}}}}
        for name, column in node["columns"].items():
            other = "varchar" if column["data_type"] != "varchar" else "json"
            yield (
                "type of a raw column",
                unique_id,
                {"columns": node["columns"] | {name: column | {"data_type": other}}},
            )


def _incremental(unique_id: str, config: dict[str, Any]) -> Iterator[Edit]:
    for kind, key, value in (
        ("unique key", "unique_key", "another_id"),
        ("unique key", "unique_key", [config["unique_key"], "another_id"]),
        ("unique key", "unique_key", None),
        ("strategy", "incremental_strategy", "append"),
        ("predicate", "incremental_predicates", ["DBT_INTERNAL_DEST._loaded_at > '2026-01-01'"]),
        ("columns that are merged", "merge_update_columns", ["platform"]),
        ("columns that are merged", "merge_exclude_columns", ["platform"]),
        ("full refresh", "full_refresh", False),
        ("made anew", "materialized", "table"),
    ):
        yield kind, unique_id, {"config": config | {key: value}}
    yield "incremental predicate", unique_id, {"incremental_sql": "select 1"}


def words_of_nodes(compiled: Compiled) -> Iterator[Edit]:
    """What a node says that moves none of its rows."""
    for unique_id, node in compiled.manifest["nodes"].items():
        config = node["config"]
        if node["resource_type"] == "seed":
            continue
        told = {name: column | {"description": "other", "meta": {"x": 1}} for name, column in node["columns"].items()}
        yield "words of a model", unique_id, {"description": "other", "tags": ["other"], "columns": told}
        yield "order of columns", unique_id, {"columns": dict(reversed(list(node["columns"].items())))}
        types = {name: column | _in_capitals(column) for name, column in node["columns"].items()}
        yield "case of a type", unique_id, {"columns": types}
        if config["materialized"] in ("view", "table"):
            other = {"view": "table", "table": "view"}[config["materialized"]]
            yield "view or table", unique_id, {"config": config | {"materialized": other}}
        if config["materialized"] == "incremental":
            yield "list of one key", unique_id, {"config": config | {"unique_key": [config["unique_key"]]}}


def _in_capitals(column: dict[str, Any]) -> dict[str, Any]:
    written = column["data_type"]
    return {"data_type": written.upper().replace(", ", " ,  ") if written else None}
