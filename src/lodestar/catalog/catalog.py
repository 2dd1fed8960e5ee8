"""The catalog: everything that Lodestar knows about a dbt project, read from the two manifests that dbt writes.

catalog = read_catalog(Path("target"))
catalog.governed                      # metrics with a contract, by name
catalog.measured_by(metric)           # the marts and time columns that a metric is computed from
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lodestar.catalog.contract import Contract, read_contract
from lodestar.catalog.metric import Metric, SemanticModel, input_names
from lodestar.catalog.model_meta import read_column, read_data_through, read_most_fall, read_time_zone
from lodestar.catalog.source import SourceTable, read_source_table
from lodestar.errors import ConfigurationError

__all__ = ["Aggregation", "Catalog", "ModelNode", "SavedQuery", "TimeSpine", "catalog_of", "read_catalog"]


@dataclass(frozen=True)
class ModelNode:
    """A dbt model, seed or snapshot.

    Attributes:
        parents: dbt's ids of the models and sources that it reads.
        ref: the Jinja expression that names it from any model of the project.
        compiled_sql: its SQL without Jinja, after a build; empty before.
        is_published: a generated metric table that a release holds.
        is_generated: written by `lodestar compile`.
        columns: name -> type, of those that the model's YAML names.
        is_enforced: dbt holds the model's SQL to those types.
        tested: `(test, column)` of dbt's own tests on it, such as `("unique", "order_id")`.
        most_fall: percent by which its rows may fall from one release to the next; None for the default.
        public_columns: whose values may be read by everybody, even where they are a person's too.
    """

    unique_id: str
    name: str
    schema: str
    alias: str
    relation_name: str
    path: str
    parents: tuple[str, ...]
    ref: str
    compiled_sql: str
    is_published: bool
    is_generated: bool = False
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_enforced: bool = False
    tested: frozenset[tuple[str, str]] = frozenset()
    most_fall: float | None = None
    public_columns: tuple[str, ...] = ()

    @property
    def relation(self) -> str:
        """`schema.table`, as people write it."""
        return f"{self.schema}.{self.alias}"


@dataclass(frozen=True)
class TimeSpine:
    """The project's calendar at day grain: its model, its day column, and custom grains (name -> column)."""

    relation_name: str
    column: str
    custom_grains: Mapping[str, str]


@dataclass(frozen=True)
class SavedQuery:
    """A saved query, what it groups by, and the exports it asks for: `(name, schema or None, "table" | "view")`."""

    name: str
    group_by: tuple[str, ...]
    exports: tuple[tuple[str, str | None, str], ...]
    path: str


@dataclass(frozen=True)
class Aggregation:
    """What a simple metric aggregates: in which semantic model, how, and along which time dimension."""

    metric_name: str
    semantic_model: SemanticModel
    agg: str
    time_dimension: str


@dataclass(frozen=True)
class Catalog:
    """A dbt project, read. Mappings are keyed by name, models by dbt's `unique_id`."""

    project_name: str
    adapter: str
    models: Mapping[str, ModelNode]
    sources: tuple[SourceTable, ...]
    metrics: Mapping[str, Metric]
    semantic_models: Mapping[str, SemanticModel]
    time_spine: TimeSpine | None
    saved_queries: tuple[SavedQuery, ...]
    semantic_manifest: Mapping[str, Any]

    @property
    def governed(self) -> tuple[Metric, ...]:
        """Metrics with a contract, by name."""
        return tuple(self.metrics[name] for name in sorted(self.metrics) if self.metrics[name].contract)

    @property
    def loaded_sources(self) -> tuple[SourceTable, ...]:
        """Raw tables that Lodestar's own intake fills."""
        return tuple(table for table in self.sources if table.files)

    def model_of(self, relation_name: str) -> ModelNode:
        """The model behind a relation of the semantic manifest.

        Raises:
            ConfigurationError: no model of the project has that relation.
        """
        for model in self.models.values():
            if model.relation_name == relation_name:
                return model
        raise ConfigurationError(f"The semantic manifest names {relation_name}, which no model builds. Parse again.")

    def model_named(self, name: str, *, place: str) -> ModelNode:
        """The model called `name`.

        Raises:
            ConfigurationError: there is none; `place` is where it was asked for.
        """
        for model in self.models.values():
            if model.name == name:
                return model
        raise ConfigurationError(f"{place}: there is no model called {name!r}.")

    def aggregations(self, metric: Metric) -> tuple[Aggregation, ...]:
        """What a metric aggregates in the end, through all its inputs, each simple metric once."""
        found = {aggregation.metric_name: aggregation for aggregation in self._walk(metric)}
        return tuple(found[name] for name in sorted(found))

    def measured_by(self, metric: Metric) -> tuple[tuple[SemanticModel, str], ...]:
        """The semantic models a metric is computed from, each with the time dimension it is dated by."""
        pairs = {(a.semantic_model.name, a.time_dimension): a for a in self.aggregations(metric)}
        return tuple((pairs[key].semantic_model, key[1]) for key in sorted(pairs))

    def upstream_models(self, metric: Metric) -> tuple[str, ...]:
        """Names of the marts a metric is computed from."""
        return tuple(sorted({self.models[m.model_unique_id].name for m, _ in self.measured_by(metric)}))

    def _walk(self, metric: Metric) -> Iterator[Aggregation]:
        if metric.type == "simple":
            yield self._aggregation(metric)
        for name in input_names(metric.definition):
            yield from self._walk(self.metrics[name])

    def _aggregation(self, metric: Metric) -> Aggregation:
        declared = metric.parameters.get("metric_aggregation_params")
        if declared:
            model = self.semantic_models[declared["semantic_model"]]
            time = declared.get("agg_time_dimension") or _default_time(model)
            return Aggregation(metric.name, model, declared["agg"], time)
        measure_name = (metric.parameters.get("measure") or {}).get("name")
        for model in self.semantic_models.values():
            for measure in model.definition.get("measures") or []:
                if measure["name"] == measure_name:
                    time = measure.get("agg_time_dimension") or _default_time(model)
                    return Aggregation(metric.name, model, measure["agg"], time)
        raise ConfigurationError(f"{metric.path}: metric {metric.name!r} aggregates nothing that a mart declares.")


def read_catalog(target_dir: Path) -> Catalog:
    """The catalog of the project whose manifests are in `target_dir`.

    Raises:
        ConfigurationError: the manifests are missing, or contracts say what can't be meant (all findings at once).
    """
    manifests = [_read_json(target_dir / name) for name in ("manifest.json", "semantic_manifest.json")]
    try:
        return catalog_of(*manifests)
    except (
        AttributeError,
        IndexError,
        KeyError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:  # another dbt's, or edited by hand
        what = f"{type(error).__name__}: {error}"
        message = f"{target_dir}: the manifests are not those of one dbt 1.12 ({what})."
        raise ConfigurationError(f"{message} Remove them and run `lodestar compile`.") from error


def catalog_of(manifest: Mapping[str, Any], semantic: Mapping[str, Any]) -> Catalog:
    """The catalog that dbt's two manifests say.

    Raises:
        ConfigurationError: contracts say what can't be meant (all findings at once).
    """
    project_name = manifest["metadata"]["project_name"]
    spine = _time_spine(semantic)
    tested = _tested(manifest)
    models = {
        unique_id: _model_node(node, project_name, tested.get(unique_id, frozenset()))
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed", "snapshot")
    }
    by_relation = {model.relation_name: unique_id for unique_id, model in models.items()}
    return Catalog(
        project_name=project_name,
        adapter=manifest["metadata"]["adapter_type"],
        models=models,
        sources=tuple(read_source_table(manifest["sources"][key]) for key in sorted(manifest["sources"])),
        metrics=_read_metrics(manifest, semantic, tuple(spine.custom_grains) if spine else ()),
        semantic_models={
            declared["name"]: _semantic_model(declared, manifest, by_relation)
            for declared in semantic["semantic_models"]
        },
        time_spine=spine,
        saved_queries=_saved_queries(manifest, semantic),
        semantic_manifest=semantic,
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path} is missing. Run `lodestar compile` first.") from error
    except (ValueError, RecursionError) as error:  # of JSON, of UTF-8, of numbers with thousands of digits
        raise ConfigurationError(f"{path} is torn ({error}). Remove it and run `lodestar compile`.") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} is torn (it holds no mapping). Remove it and run `lodestar compile`.")
    return content


def _tested(manifest: Mapping[str, Any]) -> dict[str, frozenset[tuple[str, str]]]:
    """dbt's id of a model -> its generic tests that stop a build, each with the column it is about."""
    found: dict[str, set[tuple[str, str]]] = {}
    for node in manifest["nodes"].values():
        named = (node.get("test_metadata") or {}).get("name")
        config = node.get("config") or {}
        stops = str(config.get("severity", "error")).lower() == "error" and not config.get("where")
        if node["resource_type"] == "test" and named and stops and node.get("column_name"):
            found.setdefault(node.get("attached_node") or "", set()).add((named, node["column_name"]))
    return {unique_id: frozenset(tests) for unique_id, tests in found.items()}


def _model_node(node: Mapping[str, Any], project_name: str, tested: frozenset[tuple[str, str]]) -> ModelNode:
    package = node["package_name"]
    names = [node["name"]] if package == project_name else [package, node["name"]]
    arguments = ", ".join(f"'{name}'" for name in names)
    version = f", v={node['version']!r}" if node.get("version") is not None else ""
    return ModelNode(
        unique_id=node["unique_id"],
        name=node["name"],
        schema=node["schema"],
        alias=node.get("alias") or node["name"],
        relation_name=node.get("relation_name") or "",
        path=node["original_file_path"],
        parents=tuple((node.get("depends_on") or {}).get("nodes") or ()),
        ref=f"ref({arguments}{version})",
        compiled_sql=node.get("compiled_code") or "",
        is_published=_lodestar_meta(node).get("published") is True,
        is_generated=_lodestar_meta(node).get("generated") is True,
        columns={column["name"]: column.get("data_type") or "" for column in (node.get("columns") or {}).values()},
        is_enforced=bool(((node.get("config") or {}).get("contract") or {}).get("enforced")),
        tested=tested,
        most_fall=read_most_fall(_lodestar_meta(node), place=f"{node['original_file_path']}: {node['name']}"),
        public_columns=tuple(
            column["name"]
            for column in (node.get("columns") or {}).values()
            if _lodestar_meta(column).get("public") is True
        ),
    )


def _lodestar_meta(node: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = ((node.get("config") or {}).get("meta") or {}).get("lodestar")
    return meta if isinstance(meta, Mapping) else {}


def _semantic_model(
    declared: Mapping[str, Any], manifest: Mapping[str, Any], by_relation: Mapping[str, str]
) -> SemanticModel:
    relation = declared["node_relation"]["relation_name"]
    unique_id = by_relation[relation]
    node = manifest["nodes"][unique_id]
    place = f"{node.get('patch_path') or node['original_file_path']}: model {node['name']}"
    meta = _lodestar_meta(node)
    through = meta.get("data_through")
    return SemanticModel(
        name=declared["name"],
        model_unique_id=unique_id,
        relation=relation,
        definition=declared,
        data_through=read_data_through(through, place=place) if through else None,
        loaded_at_field=read_column(meta, "loaded_at_field", place=place),
        time_zone=read_time_zone(meta, place=place),
    )


def _read_metrics(
    manifest: Mapping[str, Any], semantic: Mapping[str, Any], custom_grains: tuple[str, ...]
) -> dict[str, Metric]:
    nodes = {node["name"]: node for node in manifest["metrics"].values()}
    metrics: dict[str, Metric] = {}
    findings: list[str] = []
    for definition in semantic["metrics"]:
        if not isinstance(definition["name"], str):
            raise TypeError("a metric's name is no text")
        node = nodes.get(definition["name"], {})
        path = node.get("original_file_path", "")
        meta = ((definition.get("config") or {}).get("meta") or {}).get("lodestar")
        contract: Contract | None = None
        if meta is not None:
            try:
                contract = read_contract(
                    meta, place=f"{path}: metric {definition['name']}", custom_grains=custom_grains
                )
            except ConfigurationError as error:
                findings.append(str(error))
        metrics[definition["name"]] = Metric(
            name=definition["name"],
            label=definition.get("label") or definition["name"],
            description=(definition.get("description") or "").strip(),
            type=definition["type"],
            contract=contract,
            path=path,
            definition=definition,
        )
    if findings:
        raise ConfigurationError("\n".join(findings))
    return metrics


def _time_spine(semantic: Mapping[str, Any]) -> TimeSpine | None:
    for spine in semantic["project_configuration"].get("time_spines") or []:
        if spine["primary_column"]["time_granularity"] == "day":
            custom = {
                grain["name"]: grain.get("column_name") or grain["name"] for grain in spine["custom_granularities"]
            }
            return TimeSpine(spine["node_relation"]["relation_name"], spine["primary_column"]["name"], custom)
    return None


def _saved_queries(manifest: Mapping[str, Any], semantic: Mapping[str, Any]) -> tuple[SavedQuery, ...]:
    paths = {node["name"]: node["original_file_path"] for node in manifest["saved_queries"].values()}
    return tuple(
        SavedQuery(
            name=query["name"],
            group_by=tuple((query.get("query_params") or {}).get("group_by") or ()),
            exports=tuple(
                (
                    export["config"].get("alias") or export["name"],
                    export["config"].get("schema_name"),
                    export["config"].get("export_as") or "table",
                )
                for export in query.get("exports") or []
            ),
            path=paths.get(query["name"], ""),
        )
        for query in semantic.get("saved_queries") or []
    )


def _default_time(model: SemanticModel) -> str:
    default = (model.definition.get("defaults") or {}).get("agg_time_dimension")
    if not default:
        raise ConfigurationError(f"Semantic model {model.name!r} has no agg_time_dimension; its metrics have no date.")
    return str(default)
