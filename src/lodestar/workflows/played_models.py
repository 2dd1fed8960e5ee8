"""What an archive of definitions needs to be played again: its models, its statements, the raw tables below."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lodestar.catalog.archive import Archive
from lodestar.catalog.meaning import ancestors
from lodestar.catalog.metric import input_names
from lodestar.compiler.statements import value_statements
from lodestar.errors import BuildError
from lodestar.governance.fingerprints import upstream_models
from lodestar.warehouse.raw_changes import KeyedTable
from lodestar.warehouse.replay import ASIDE, PlayedModel

__all__ = ["Played", "is_zero_where_empty", "played", "raw_tables", "statements"]

ADDED = frozenset({"count", "count_distinct", "sum", "sum_boolean"})
"""Aggregations that give 0 for no rows."""


@dataclass(frozen=True)
class Played:
    """Models in an order in which they can run, and the raw tables that they read."""

    models: tuple[PlayedModel, ...]
    raw: tuple[KeyedTable, ...]


def statements(archive: Archive, metrics: Collection[str]) -> list[tuple[str, str]]:
    """What computes the metrics from the archive's marts."""
    return value_statements(archive.catalog, metrics, week_start=archive.week_start, computed_in=ASIDE)


def raw_tables(archive: Archive, metric: str) -> tuple[KeyedTable, ...]:
    """The raw tables that a metric is made from."""
    wanted = ancestors(archive.catalog, _read_by(archive, [metric]))
    return tuple(
        KeyedTable(source.schema, source.identifier, source.key, source.deleted_when)
        for source in archive.catalog.sources
        if source.unique_id in wanted
    )


def played(archive: Archive, metrics: Iterable[str]) -> Played:
    """What to run for some metrics.

    Raises:
        BuildError: a model on the way is more than its SQL: a history, a Python model, one with hooks.
    """
    wanted = ancestors(archive.catalog, _read_by(archive, list(metrics)))
    nodes = {i: node for i, node in archive.manifest["nodes"].items() if i in wanted}
    ordered: list[PlayedModel] = []
    done: set[str] = set()

    def visit(unique_id: str) -> None:
        if unique_id in done or unique_id not in nodes:
            return
        done.add(unique_id)
        node = nodes[unique_id]
        for parent in (node.get("depends_on") or {}).get("nodes") or ():
            visit(parent)
        if node["config"].get("materialized") != "ephemeral":
            ordered.append(_played_model(node, archive.seeds.get(unique_id)))

    for unique_id in sorted(nodes):
        visit(unique_id)
    raw = tuple(
        KeyedTable(source.schema, source.identifier, source.key, source.deleted_when)
        for source in archive.catalog.sources
        if source.unique_id in wanted
    )
    return Played(tuple(ordered), raw)


def is_zero_where_empty(archive: Archive, metric: str) -> bool:
    """Whether nothing to count means 0: of sums and counts, and what is added up of them. A share is unknown then."""
    catalog = archive.catalog
    if metric not in catalog.metrics:
        return False
    waiting = [catalog.metrics[metric]]
    while waiting:
        one = waiting.pop()
        if one.type in ("ratio", "conversion") or "/" in str(one.parameters.get("expr") or ""):
            return False
        waiting += [catalog.metrics[name] for name in input_names(one.definition)]
    return {found.agg for found in catalog.aggregations(catalog.metrics[metric])} <= ADDED


def _read_by(archive: Archive, metrics: Collection[str]) -> set[str]:
    catalog, week_start = archive.catalog, archive.week_start
    found = {i for name in metrics for i in upstream_models(catalog.metrics[name], catalog, week_start=week_start)}
    if catalog.time_spine:
        found.add(catalog.model_of(catalog.time_spine.relation_name).unique_id)
    return found


def _played_model(node: dict[str, object], content: str | None) -> PlayedModel:
    config: dict[str, object] = node["config"]  # type: ignore[assignment]
    schema, alias = str(node["schema"]), str(node.get("alias") or node["name"])
    if node["resource_type"] == "seed":
        if content is None:
            raise BuildError(f"the file of seed {node['name']} was not kept")
        return PlayedModel(schema, alias, content=content, types=dict(config.get("column_types") or {}))  # type: ignore[call-overload]
    if node["resource_type"] == "snapshot":
        raise BuildError(f"{node['name']} is a history of dbt's: it can't be computed again from raw rows")
    if node.get("language") == "python" or config.get("pre-hook") or config.get("post-hook"):
        raise BuildError(f"{node['name']} is more than its SQL (Python or hooks): it can't be run again")
    enforced = (config.get("contract") or {}).get("enforced")  # type: ignore[attr-defined]
    columns: dict[str, dict[str, str]] = node.get("columns") or {}  # type: ignore[assignment]
    types = {column["name"]: column["data_type"] for column in columns.values()} if enforced else {}
    return PlayedModel(schema, alias, str(node["compiled_code"]), config.get("materialized") == "view", types=types)
