"""The projects that the questions are asked of: manifests that MetricFlow's own packages carry for tests."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from lodestar.catalog.catalog import Catalog, ModelNode, TimeSpine
from lodestar.catalog.metric import Metric, SemanticModel

__all__ = ["FOLDERS", "catalog_of"]

FOLDERS = {
    "SIMPLE_MODEL": "simple_manifest",
    "SIMPLE_MODEL_NON_DS": "non_sm_manifest",
    "EXTENDED_DATE_MODEL": "extended_date_manifest",
    "SCD_MODEL": "scd_manifest",
    "UNPARTITIONED_MULTI_HOP_JOIN_MODEL": "multi_hop_join_manifest",
    "PARTITIONED_MULTI_HOP_JOIN_MODEL": "partitioned_multi_hop_join_manifest",
}
"""Name of a model in the questions -> its folder in `metricflow_semantics`."""

SCHEMA = "main"


@cache
def catalog_of(model: str) -> Catalog:
    """The catalog of one of the manifests, as if dbt had written it."""
    manifest = _manifest(FOLDERS[model])
    nodes = {f"model.conformance.{relation}": _node(relation) for relation in _relations(manifest)}
    return Catalog(
        project_name="conformance",
        adapter="duckdb",
        models=nodes,
        sources=(),
        metrics={definition["name"]: _metric(definition) for definition in manifest["metrics"]},
        semantic_models={
            declared["name"]: SemanticModel(
                name=declared["name"],
                model_unique_id=f"model.conformance.{declared['node_relation']['alias']}",
                relation=declared["node_relation"]["relation_name"],
                definition=declared,
                data_through=None,
            )
            for declared in manifest["semantic_models"]
        },
        time_spine=_spine(manifest),
        saved_queries=(),
        semantic_manifest=manifest,
    )


def _manifest(folder: str) -> dict[str, Any]:
    import metricflow_semantics.test_helpers.semantic_manifest_yamls as manifests
    from metricflow_semantic_interfaces.parsing.dir_to_model import parse_directory_of_yaml_files_to_semantic_manifest

    directory = Path(manifests.__path__[0]) / folder
    built = parse_directory_of_yaml_files_to_semantic_manifest(
        str(directory), template_mapping={"source_schema": SCHEMA}
    )
    read: dict[str, Any] = json.loads(built.semantic_manifest.json())
    # the parser has turned measures into simple metrics already; dbt 1.12 writes no measures at all
    for model in read["semantic_models"]:
        model["measures"] = []
    for metric in read["metrics"]:
        parameters = metric["type_params"]
        conversion = parameters["conversion_type_params"] or {}
        for holder in (parameters, conversion):
            for key in {"measure", "base_measure", "conversion_measure"} & set(holder):
                holder[key] = None
        parameters["input_measures"] = []
    return read


def _relations(manifest: dict[str, Any]) -> list[str]:
    declared = [model["node_relation"] for model in manifest["semantic_models"]]
    declared += [spine["node_relation"] for spine in manifest["project_configuration"]["time_spines"]]
    return list(dict.fromkeys(relation["alias"] for relation in declared))


def _node(relation: str) -> ModelNode:
    return ModelNode(
        unique_id=f"model.conformance.{relation}",
        name=relation,
        schema=SCHEMA,
        alias=relation,
        relation_name=f"{SCHEMA}.{relation}",
        path=f"models/{relation}.sql",
        parents=(),
        ref=f"ref('{relation}')",
        compiled_sql="",
        is_published=False,
    )


def _metric(definition: dict[str, Any]) -> Metric:
    return Metric(
        name=definition["name"],
        label=definition["name"],
        description="",
        type=definition["type"],
        contract=None,
        path="",
        definition=definition,
    )


def _spine(manifest: dict[str, Any]) -> TimeSpine:
    spine = next(
        spine
        for spine in manifest["project_configuration"]["time_spines"]
        if spine["primary_column"]["time_granularity"] == "day"
    )
    custom = {grain["name"]: grain["column_name"] or grain["name"] for grain in spine["custom_granularities"]}
    return TimeSpine(spine["node_relation"]["relation_name"], spine["primary_column"]["name"], custom)
