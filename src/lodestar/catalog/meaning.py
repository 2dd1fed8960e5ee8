"""What the models of a project mean: a digest of each, of what can move a row that it gives.

In it: the compiled SQL in its one text, both ways for an incremental model; how its rows are kept; hooks and the macros
that they call; enforced types; a seed's content; functions; how raw files are read. Not in it: descriptions, tests,
tags, white space, names of steps, and in which database and schema an environment puts its tables.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lodestar.catalog.canonical import canonical_expression, canonical_sql
from lodestar.catalog.catalog import Catalog

__all__ = ["ancestors", "model_meanings", "upstream_digest"]

KEPT = (
    "batch_size",
    "begin",
    "check_cols",
    "dbt_valid_to_current",
    "full_refresh",
    "hard_deletes",
    "incremental_predicates",
    "incremental_strategy",
    "invalidate_hard_deletes",
    "lookback",
    "merge_exclude_columns",
    "merge_update_columns",
    "on_schema_change",
    "predicates",
    "strategy",
    "unique_key",
    "updated_at",
)
"""Settings that decide which rows an incremental model or a snapshot keeps."""

MADE_ANEW = frozenset({"ephemeral", "table", "view"})
"""Materializations whose rows come from the SQL alone, each time."""

UNORDERED = frozenset({"check_cols", "merge_exclude_columns", "merge_update_columns", "unique_key"})
"""Of these, a list says the same in any order, and a name the same as a list of one."""

JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
CALLED = re.compile(r"(\w+)\s*\(")
VARIABLE = re.compile(r"\bvar\(\s*['\"](\w+)['\"]")

LENGTH = 16
"""Hex digits of a digest that people read and compare."""


def model_meanings(
    manifest: Mapping[str, Any], incremental_sql: Mapping[str, str], variables: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """dbt's id -> digest of its own meaning, for every model, seed, snapshot, function and source.

    Args:
        manifest: dbt's `manifest.json` after `dbt compile --full-refresh`.
        incremental_sql: id of an incremental model -> its compiled SQL where its table exists.
        variables: dbt's variables, which hooks may ask for. All else is in the compiled SQL.
    """
    models = _Models(manifest, incremental_sql, variables or {})
    meanings = {
        unique_id: _digest(models.meaning(node))
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed", "snapshot")
    }
    meanings |= {unique_id: _digest(models.function(node)) for unique_id, node in _functions(manifest)}
    meanings |= {unique_id: _digest(models.source(node)) for unique_id, node in manifest["sources"].items()}
    return meanings


def ancestors(catalog: Catalog, unique_ids: Iterable[str]) -> set[str]:
    """The models and sources themselves, and all that they are made from."""
    found: set[str] = set()
    waiting = list(unique_ids)
    while waiting:
        unique_id = waiting.pop()
        if unique_id not in found:
            found.add(unique_id)
            model = catalog.models.get(unique_id)
            waiting += model.parents if model else ()
    return found


def upstream_digest(catalog: Catalog, meanings: Mapping[str, str], unique_ids: Iterable[str]) -> str:
    """One digest of models and all that they are made from."""
    upstream = sorted(ancestors(catalog, unique_ids))
    return _digest([[unique_id, meanings.get(unique_id, "")] for unique_id in upstream])


class _Models:
    """Writes down what each node of a manifest means."""

    def __init__(
        self, manifest: Mapping[str, Any], incremental_sql: Mapping[str, str], variables: Mapping[str, Any]
    ) -> None:
        self._dialect: str = manifest["metadata"]["adapter_type"]
        self._incremental_sql = incremental_sql
        self._variables = variables
        self._macros: Mapping[str, Any] = manifest.get("macros") or {}
        named = [*manifest["nodes"].items(), *manifest["sources"].items()]
        self._relations = {unique_id: node["relation_name"] for unique_id, node in named if node.get("relation_name")}

    def meaning(self, node: Mapping[str, Any]) -> Any:
        """What a model, seed or snapshot means."""
        config = node.get("config") or {}
        if node["resource_type"] == "seed":
            types = {name: self._type(given) for name, given in (config.get("column_types") or {}).items()}
            return ["seed", _content(node), types, config.get("delimiter"), self._hooks(node)]
        sql = node.get("compiled_code") or node.get("raw_code") or ""
        is_python = node.get("language") == "python"
        return [
            node["resource_type"],
            node.get("raw_code") if is_python else self._sql(sql, node),
            self._sql(self._incremental_sql.get(node["unique_id"], ""), node),
            _kept(config),
            [config.get("event_time"), config.get("sql_header")],
            self._hooks(node),
            self._types(node["columns"]) if (config.get("contract") or {}).get("enforced") else {},
        ]

    def source(self, node: Mapping[str, Any]) -> Any:
        """Which raw table it is, and how its files are read where Lodestar loads them."""
        meta = ((node.get("config") or {}).get("meta") or {}).get("lodestar") or {}
        types = self._types(node["columns"]) if meta.get("files") else {}
        return ["source", node["schema"], node["identifier"], meta.get("files"), types]

    def function(self, node: Mapping[str, Any]) -> Any:
        """What a function of the project answers."""
        code = node.get("compiled_code") or node.get("raw_code") or ""
        return ["function", self._sql(code, node), node.get("arguments"), node.get("returns")]

    def _sql(self, text: str, node: Mapping[str, Any]) -> str:
        read = [*((node.get("depends_on") or {}).get("nodes") or ()), node["unique_id"]]
        relations = {self._relations[unique_id]: unique_id for unique_id in read if unique_id in self._relations}
        return canonical_sql(text, self._dialect, relations) if text else ""

    def _types(self, columns: Mapping[str, Any]) -> dict[str, str | None]:
        return {name.lower(): self._type(column.get("data_type")) for name, column in columns.items()}

    def _type(self, text: str | None) -> str | None:
        return canonical_expression(f"cast(x as {text})", self._dialect) if text else None

    def _hooks(self, node: Mapping[str, Any]) -> Any:
        """Hooks are not compiled: so their text, and what they call and ask for."""
        config = node.get("config") or {}
        hooks = [_hook(hook) for key in ("pre-hook", "post-hook") for hook in config.get(key) or []]
        if not hooks:
            return []
        macros = self._called(" ".join(hooks), (node.get("depends_on") or {}).get("macros") or ())
        texts = [*hooks, *(_lines(self._macros[unique_id]["macro_sql"]) for unique_id in macros)]
        asked = {name: self._variables.get(name) for text in texts for name in VARIABLE.findall(text)}
        return [hooks, texts[len(hooks) :], asked]

    def _called(self, text: str, known: Iterable[str]) -> list[str]:
        """Ids of the macros that a text calls, and of those that they call."""
        called = set(CALLED.findall(text))
        waiting = [unique_id for unique_id in known if unique_id.rpartition(".")[2] in called]
        found: set[str] = set()
        while waiting:
            unique_id = waiting.pop()
            if unique_id in self._macros and unique_id not in found and not self._is_dbts(unique_id):
                found.add(unique_id)
                waiting += (self._macros[unique_id].get("depends_on") or {}).get("macros") or ()
        return sorted(found)

    def _is_dbts(self, unique_id: str) -> bool:
        """Whether dbt itself or its adapter brings the macro: what they mean is not the project's to change."""
        return unique_id.split(".")[1] in ("dbt", f"dbt_{self._dialect}")


def _functions(manifest: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from (manifest.get("functions") or {}).items()


def _content(node: Mapping[str, Any]) -> str:
    """A digest of a seed's file. Of a big one dbt knows the path alone, so it is read here."""
    checksum = node.get("checksum") or {}
    if checksum.get("name") != "path":
        return str(checksum.get("checksum"))
    file = Path(node["root_path"], node["original_file_path"])
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _kept(config: Mapping[str, Any]) -> dict[str, Any]:
    if config.get("materialized") in MADE_ANEW:
        return {}
    kept = {key: config[key] for key in ("materialized", *KEPT) if config.get(key) not in (None, [], {}, "")}
    return {
        key: sorted([value] if isinstance(value, str) else value) if key in UNORDERED else value
        for key, value in kept.items()
    }


def _hook(hook: Any) -> str:
    return _lines(hook["sql"] if isinstance(hook, Mapping) else str(hook))


def _lines(text: str) -> str:
    """Without Jinja's comments, indents and empty lines."""
    lines = (line.strip() for line in JINJA_COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


def _digest(meaning: Any) -> str:
    text = json.dumps(meaning, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
