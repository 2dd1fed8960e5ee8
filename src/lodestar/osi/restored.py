"""Definitions that Lodestar kept in a document's extensions, as long as the document still says what it said then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodestar.osi.dataset_entry import said_of_dataset
from lodestar.osi.extension import digest, kept_definition
from lodestar.osi.kept_shape import METRIC, PROJECT, SEMANTIC_MODEL, require_shape
from lodestar.osi.loss import Loss
from lodestar.osi.mart import Mart
from lodestar.osi.metric_entry import said_of_metric
from lodestar.osi.trust import identifier, require_trusted, without_jinja

__all__ = ["Restored", "dialect_of", "restored_mart", "restored_metric", "restored_project"]

DIALECTS = frozenset({"duckdb", "postgres", "redshift", "snowflake", "bigquery", "databricks", "spark", "trino"})
"""SQL that expressions of a kept definition may be in; any other is read as standard SQL."""

Restored = dict[str, Any]


def dialect_of(project: Mapping[str, Any]) -> str:
    """The SQL that the project's expressions are in, as sqlglot calls it."""
    adapter = project.get("adapter", "")
    return adapter if adapter in DIALECTS else ""


def restored_project(model: Mapping[str, Any], path: str) -> Restored:
    """What belongs to no element: metrics without an expression, saved queries, the calendar. Empty where none is kept.

    Raises:
        ConfigurationError: it has another shape than Lodestar writes, or may not come in.
    """
    place = f"{path}custom_extensions"
    kept = kept_definition(model, "project", place=place)
    if kept is None:
        return {}
    require_shape(kept, PROJECT, place)
    project: Restored = dict(kept["project"])
    require_trusted(project, place, dialect_of(project))
    for spine in project.get("time_spines", []):
        identifier(spine["model"], f"{place}: the model of a time spine")
    return project


def restored_mart(dataset: Mapping[str, Any], path: str, dialect: str) -> Mart | Loss | None:
    """The semantic model behind a dataset; a loss where the dataset was changed since; None where none is kept.

    Raises:
        ConfigurationError: it has another shape than Lodestar writes, or may not come in.
    """
    kept = kept_definition(dataset, "semantic_model", place=path)
    if kept is None:
        return None
    require_shape(kept, SEMANTIC_MODEL, f"{path}.custom_extensions")
    definition, model = kept["semantic_model"], kept["model"]
    require_trusted({"semantic_model": definition, "model": model}, path, dialect)
    if kept["says"] != digest(said_of_dataset(dataset)) or definition["name"] != dataset["name"]:
        sentence = "It was changed after Lodestar wrote it, so what dbt said of it (grains, names of keys) is gone."
        return Loss(path, "changed", None, sentence)
    fields = {field["name"]: field["expression"]["dialects"][0]["expression"] for field in dataset.get("fields", [])}
    mart = Mart(dataset["name"], model["name"], _described(definition, dataset, path), fields)
    mart.meta, mart.columns = model.get("meta") or {}, model.get("columns") or {}
    return mart


def restored_metric(metric: Mapping[str, Any], path: str, dialect: str) -> Restored | Loss | None:
    """dbt's definition of a metric; a loss where the metric was changed since; None where none is kept.

    Raises:
        ConfigurationError: it has another shape than Lodestar writes, or may not come in.
    """
    kept = kept_definition(metric, "metric", place=path)
    if kept is None:
        return None
    require_shape(kept, METRIC, f"{path}.custom_extensions")
    require_trusted(kept["metric"], path, dialect)
    if kept["says"] != digest(said_of_metric(metric)) or kept["metric"]["name"] != metric["name"]:
        sentence = "It was changed after Lodestar wrote it: the expression counts, not what dbt said of it."
        return Loss(path, "changed", metric["name"], sentence)
    return _described(kept["metric"], metric, path)


def _described(definition: Mapping[str, Any], told: Mapping[str, Any], path: str) -> Restored:
    """The definition with the description that the document has, which people may have changed."""
    description = told.get("description", "")
    without_jinja(description, f"{path}.description")
    is_same = description == (definition.get("description") or "").strip()
    return {**definition, **({} if is_same else {"description": description})}
