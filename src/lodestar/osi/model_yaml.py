"""A semantic model of dbt's semantic manifest as the YAML that people write: an entry of `models:`.

model_yaml(semantic_model, {"name": "fct_orders"}, simple_metrics)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lodestar.catalog.contract import IDENTIFIER
from lodestar.osi.metric_yaml import Yaml, metric_yaml, said

__all__ = ["model_yaml", "time_spine_yaml"]


def model_yaml(
    definition: Mapping[str, Any], mart: Mapping[str, Any], simple_metrics: Iterable[Mapping[str, Any]]
) -> Yaml:
    """One entry of `models:`.

    Args:
        definition: the semantic model.
        mart: the dbt model's `name`, its `meta`, and `columns`: name -> `description` and `data_type`.
        simple_metrics: definitions of the simple metrics that aggregate it.
    """
    meta = (definition.get("config") or {}).get("meta")
    time = (definition.get("defaults") or {}).get("agg_time_dimension")
    told: Mapping[str, Mapping[str, str]] = mart.get("columns") or {}
    columns: dict[str, Yaml] = {}
    derived: dict[str, list[Yaml]] = {"entities": [], "dimensions": []}
    for element in definition.get("entities") or []:
        _place(element, _entity(element), "entity", columns, derived["entities"])
    for element in definition.get("dimensions") or []:
        _place(element, _dimension(element), "dimension", columns, derived["dimensions"])
    return said(
        name=mart["name"],
        description=definition.get("description"),
        config=said(meta=mart.get("meta")),
        semantic_model=said(name=definition["name"], config=said(meta=meta)),
        primary_entity=definition.get("primary_entity"),
        agg_time_dimension=time,
        columns=[
            _column(columns.get(name, {"name": name}), told.get(name, {})) for name in dict.fromkeys([*columns, *told])
        ],
        derived_semantics=said(**derived),
        metrics=[metric_yaml(metric, default_time=time) for metric in simple_metrics],
    )


def time_spine_yaml(spine: Mapping[str, Any]) -> Yaml:
    """One entry of `models:` for the calendar."""
    primary = spine["primary_column"]
    grains = [said(name=g["name"], column_name=g.get("column_name")) for g in spine.get("custom_granularities") or []]
    return said(
        name=spine["model"],
        time_spine=said(standard_granularity_column=primary["name"], custom_granularities=grains),
        columns=[
            {"name": primary["name"], "granularity": primary["time_granularity"]},
            *({"name": grain.get("column_name", grain["name"])} for grain in grains),
        ],
    )


def _place(element: Mapping[str, Any], entry: Yaml, role: str, columns: dict[str, Yaml], derived: list[Yaml]) -> None:
    """An element that is a column stands at the column, where there is room; any other has an expression."""
    expression = str(element.get("expr") or element["name"])
    column = columns.setdefault(expression, {"name": expression}) if IDENTIFIER.fullmatch(expression) else None
    if column is None or role in column:
        derived.append({**entry, "expr": expression})
        return
    grain = entry.pop("granularity", None)
    column |= said(granularity=grain)
    column[role] = entry


def _column(column: Yaml, told: Mapping[str, str]) -> Yaml:
    """A column with what the project says of it; an entity or dimension says what differs."""
    description = told.get("description") or ""
    for role in ("entity", "dimension"):
        if role in column and column[role].get("description") == description:
            column[role] = {key: value for key, value in column[role].items() if key != "description"}
    first = said(name=column["name"], description=description, data_type=told.get("data_type"))
    return {**first, **column}


def _entity(element: Mapping[str, Any]) -> Yaml:
    return said(name=element["name"], type=element["type"], **_texts(element))


def _dimension(element: Mapping[str, Any]) -> Yaml:
    parameters = element.get("type_params") or {}
    return said(
        name=element["name"],
        type=element["type"],
        **_texts(element),
        is_partition=element.get("is_partition"),
        granularity=parameters.get("time_granularity"),
        validity_params=said(**(parameters.get("validity_params") or {})),
    )


def _texts(element: Mapping[str, Any]) -> Yaml:
    meta = (element.get("config") or {}).get("meta")
    return {
        "label": element.get("label"),
        "description": element.get("description"),
        "config": said(meta=meta),
    }
