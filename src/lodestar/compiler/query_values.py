"""A query without metrics: the distinct values of dimensions, from the one mart that has them all, or of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import SemanticModel
from lodestar.compiler.filters import read_filter
from lodestar.compiler.joins import NotPlannable, reach
from lodestar.compiler.query_items import GRAINS, METRIC_TIME, Asked
from lodestar.compiler.query_metrics import Filter
from lodestar.compiler.query_rows import QueryRows
from lodestar.compiler.query_sources import Source
from lodestar.compiler.writer import Writer
from lodestar.errors import ConfigurationError

__all__ = ["distinct_values"]


def distinct_values(
    catalog: Catalog,
    writer: Writer,
    group_by: Sequence[Asked],
    filters: Sequence[Filter],
    *,
    time_range: tuple[datetime, datetime] | None,
    place: str,
) -> Source:
    """A `select` of the values.

    Raises:
        NotPlannable: they are in no mart together, or in more than one.
    """
    items = [item.path for filtered in filters for item in read_filter(filtered.template).items]
    paths = dict.fromkeys([*(asked.path for asked in group_by), *items])
    if not paths:
        raise NotPlannable("nothing is asked for")
    if METRIC_TIME in paths:
        if len(paths) > 1:
            raise NotPlannable("metric_time and dimensions without metrics")
        model = _spine(catalog, group_by)
    elif time_range:
        raise NotPlannable("a time range without metric_time")
    else:
        models = [m for m in catalog.semantic_models.values() if all(_is_local(catalog, m, path) for path in paths)]
        if len(models) != 1:
            raise NotPlannable(f"{', '.join(paths)} without metrics: {len(models)} marts have it")
        model = models[0]
    mart = QueryRows(catalog, writer, model, METRIC_TIME, place)
    columns = [mart.column(asked, "day") for asked in group_by]
    names = {column.name: column for column in columns}
    conditions = [mart.condition(filtered, names) for filtered in filters]
    if time_range:
        conditions.append(mart.within(*time_range))
    where = f"\nwhere {' and '.join(conditions)}" if conditions else ""
    lines = ",\n    ".join(f'{mart.canonical(column)} as "{column.name}"' for column in columns)
    return Source(f"select distinct\n    {lines}\nfrom {mart.source}{where}", tuple(names))


def _is_local(catalog: Catalog, model: SemanticModel, path: str) -> bool:
    try:
        return reach(catalog, model, path, place="").is_local
    except (NotPlannable, ConfigurationError):
        return False


def _spine(catalog: Catalog, group_by: Sequence[Asked]) -> SemanticModel:
    """The coarsest time spine that has the grains asked for, as a mart whose only column is its time."""
    spines: list[Mapping[str, Any]] = catalog.semantic_manifest["project_configuration"].get("time_spines") or []
    finest = min((asked.grain if asked.grain in GRAINS else "day" for asked in group_by), key=GRAINS.index)
    fitting = [
        spine for spine in spines if GRAINS.index(spine["primary_column"]["time_granularity"]) <= GRAINS.index(finest)
    ]
    if not fitting:
        raise NotPlannable(f"there is no time spine for grain {finest}")
    chosen = max(fitting, key=lambda spine: GRAINS.index(spine["primary_column"]["time_granularity"]))
    column, grain = chosen["primary_column"]["name"], chosen["primary_column"]["time_granularity"]
    relation = chosen["node_relation"]["relation_name"]
    time = {"name": METRIC_TIME, "type": "time", "expr": column, "type_params": {"time_granularity": grain}}
    return SemanticModel(
        name=METRIC_TIME,
        model_unique_id=catalog.model_of(relation).unique_id,
        relation=relation,
        definition={"dimensions": [time], "entities": []},
        data_through=None,
    )
