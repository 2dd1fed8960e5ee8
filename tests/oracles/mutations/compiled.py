"""A compiled project that can be changed in memory, and which metrics a change may move by dbt's own lineage."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.contract import read_contract
from lodestar.catalog.meaning import model_meanings, upstream_digest
from lodestar.catalog.model_meta import read_data_through, read_time_zone
from lodestar.dbt import checkout
from lodestar.governance.fingerprints import definition_fingerprints, upstream_models
from lodestar.settings import Project

WEEK_START = "monday"
BUILT = ("model", "seed", "snapshot")


@dataclass(frozen=True)
class Change:
    """One change: what kind of it, in which model or metric, and the metrics that it must move."""

    kind: str
    where: str
    detail: str
    moves: frozenset[str]


@dataclass(frozen=True)
class Compiled:
    """What dbt compiled: its manifest, incremental models the other way, and the catalog."""

    manifest: dict[str, Any]
    incremental: dict[str, str]
    catalog: Catalog

    @cached_property
    def models(self) -> dict[str, dict[str, Any]]:
        """dbt's id -> model, without packages' own."""
        return {key: node for key, node in self.manifest["nodes"].items() if node["resource_type"] == "model"}

    @cached_property
    def _read(self) -> dict[str, tuple[str, ...]]:
        return {m.name: upstream_models(m, self.catalog, week_start=WEEK_START) for m in self.catalog.governed}

    def upstream(self, meanings: Mapping[str, str]) -> dict[str, str]:
        """Metric -> its upstream fingerprint, when models mean this."""
        by_models = {models: upstream_digest(self.catalog, meanings, models) for models in set(self._read.values())}
        return {name: by_models[models] for name, models in self._read.items()}

    def meanings(self, unique_id: str = "", changed: Mapping[str, Any] | None = None) -> dict[str, str]:
        """What models mean, with one node changed; `incremental_sql` is its SQL the other way."""
        given = dict(changed or {})
        incremental = dict(self.incremental)
        if "incremental_sql" in given:
            incremental[unique_id] = given.pop("incremental_sql")
        manifest = dict(self.manifest)
        for place in ("nodes", "sources"):
            if unique_id in manifest[place]:
                manifest[place] = {**manifest[place], unique_id: {**manifest[place][unique_id], **given}}
        return model_meanings(manifest, incremental)

    def definitions(
        self,
        semantic: Mapping[str, Any] | None = None,
        meta: Mapping[str, Mapping[str, Any]] | None = None,
        catalog: Catalog | None = None,
        week_start: str = WEEK_START,
    ) -> dict[str, str]:
        """Metric -> its definition's fingerprint.

        Args:
            semantic: another semantic manifest.
            meta: mart's semantic model -> `config.meta.lodestar` of its dbt model.
        """
        changed = catalog or self.catalog
        if semantic is not None:
            changed = _with_semantics(changed, semantic)
        for name, said in (meta or {}).items():
            model = changed.semantic_models[name]
            through = said.get("data_through")
            model = replace(
                model,
                data_through=read_data_through(through, place=name) if through else None,
                time_zone=read_time_zone(said, place=name),
            )
            changed = replace(changed, semantic_models={**changed.semantic_models, name: model})
        return definition_fingerprints(changed, week_start=week_start)

    def semantics(self, edit: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """The semantic manifest after an edit that reaches many places."""
        changed = copy.deepcopy(dict(self.catalog.semantic_manifest))
        edit(changed)
        return changed

    def semantics_with(self, path: tuple[Any, ...], value: Any) -> dict[str, Any]:
        """The semantic manifest with another value at one place."""
        changed: dict[str, Any] = put(dict(self.catalog.semantic_manifest), path, value)
        return changed

    def nodes_written_with(self, macro: str = "", variable: str = "") -> frozenset[str]:
        """Models whose own text, or a macro that they call, calls a macro or asks for a variable."""
        macros = self.manifest["macros"]
        asked = re.compile(rf"\bvar\(\s*['\"]{variable}['\"]")
        found = set()
        for unique_id, node in self.models.items():
            called: set[str] = set()
            waiting = list(node["depends_on"]["macros"])
            while waiting:
                name = waiting.pop()
                if name in macros and name not in called:
                    called.add(name)
                    waiting += macros[name]["depends_on"]["macros"]
            texts = [node["raw_code"], *(macros[name]["macro_sql"] for name in called)]
            if f"macro.{self.catalog.project_name}.{macro}" in called or any(map(asked.search, texts)):
                found.add(unique_id)
        return frozenset(found)

    def readers(self, unique_ids: Iterable[str]) -> frozenset[str]:
        """Governed metrics that are made from any of these."""
        return frozenset().union(*(self.metrics_reading.get(unique_id, frozenset()) for unique_id in unique_ids))

    @cached_property
    def metrics_reading(self) -> dict[str, frozenset[str]]:
        """dbt's id of a node -> the governed metrics that dbt itself says are made from it."""
        found: dict[str, set[str]] = {}
        for metric in self.catalog.governed:
            for unique_id in self._lineage(metric.name):
                found.setdefault(unique_id, set()).add(metric.name)
        return {unique_id: frozenset(names) for unique_id, names in found.items()}

    def _lineage(self, metric: str) -> set[str]:
        parents, prefix = self.manifest["parent_map"], f"{self.catalog.project_name}."
        definition = self.manifest["metrics"][f"metric.{prefix}{metric}"]
        paths = definition["config"]["meta"]["lodestar"].get("dimensions", {}).values()
        entities = {path.split("__")[0] for path in paths}
        joined = [
            f"semantic_model.{prefix}{model['name']}"
            for model in self.catalog.semantic_manifest["semantic_models"]
            if any(e["name"] in entities and e["type"] == "primary" for e in model["entities"])
        ]
        found: set[str] = set()
        waiting = [f"metric.{prefix}{metric}", *joined]
        while waiting:
            unique_id = waiting.pop()
            if unique_id in found:
                continue
            found.add(unique_id)
            waiting += parents.get(unique_id, [])
            if unique_id.startswith("semantic_model."):
                for model in parents[unique_id]:
                    meta = self.manifest["nodes"][model]["config"]["meta"].get("lodestar") or {}
                    if "data_through" in meta:
                        waiting.append(f"model.{prefix}{meta['data_through']['model']}")
        return found


def _with_semantics(catalog: Catalog, semantic: Mapping[str, Any]) -> Catalog:
    metrics = {}
    for definition in semantic["metrics"]:
        meta = ((definition.get("config") or {}).get("meta") or {}).get("lodestar")
        known = catalog.metrics.get(definition["name"]) or next(iter(catalog.metrics.values()))
        custom = tuple(catalog.time_spine.custom_grains) if catalog.time_spine else ()
        metrics[definition["name"]] = replace(
            known,
            name=definition["name"],
            label=definition.get("label") or "",
            description=definition.get("description") or "",
            type=definition["type"],
            contract=read_contract(meta, place=definition["name"], custom_grains=custom) if meta else None,
            definition=definition,
        )
    by_relation = {model.relation: model for model in catalog.semantic_models.values()}
    models = {
        declared["name"]: replace(
            by_relation[declared["node_relation"]["relation_name"]], name=declared["name"], definition=declared
        )
        for declared in semantic["semantic_models"]
    }
    return replace(catalog, metrics=metrics, semantic_models=models, semantic_manifest=semantic)


def compile_project(project: Project, folder: Path, **changes: Any) -> Compiled:
    """Compiles a project as `check_out` does, and keeps what it read."""
    seen: list[Any] = []

    def keep(*given: Any) -> dict[str, str]:
        seen.extend(given)
        return {}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkout, "model_meanings", keep)
        made = checkout.check_out(project, folder, **changes)
    manifest, incremental, *_ = seen
    tests = {key for key, node in manifest["nodes"].items() if node["resource_type"] not in BUILT}
    manifest["nodes"] = {key: node for key, node in manifest["nodes"].items() if key not in tests}
    return Compiled(manifest, incremental, made.catalog)


def put(holder: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of nested mappings and lists with a value at a path; only what lies on the path is copied."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    copied = list(holder) if isinstance(holder, list) else dict(holder or {})
    copied[key] = put(copied[key] if isinstance(copied, list) else copied.get(key), rest, value)
    return copied


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    """Metrics whose fingerprint is another one."""
    return frozenset(name for name in before if before[name] != after.get(name))


def named(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The element of a list of mappings that has this name."""
    return next(item for item in items if item["name"] == name)
