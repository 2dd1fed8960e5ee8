"""What each metric and each published table of a project depends on, for the circuit breaker."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.catalog.metric import Metric
from lodestar.compiler.generate import generate
from lodestar.compiler.metric_table import MetricPlan, facts_of
from lodestar.quality.circuit_breaker import Graph

__all__ = ["OWN_TABLES", "graph_of"]

OWN_TABLES = ("metric_values", "metric_catalog")
"""Published tables that are no export: readers ask them for every metric."""


def graph_of(catalog: Catalog, *, week_start: str) -> Graph:
    """The graph of a project's tables and active metrics.

    Before dbt has built, the catalog holds no generated tables; metrics depend on their marts all the same.
    """
    generated = generate(catalog, week_start=week_start)
    relations = {model.unique_id: model.relation for model in catalog.models.values()}
    relations |= {table.unique_id: table.relation for table in catalog.sources}
    by_name = {model.name: model for model in catalog.models.values() if model.is_generated}
    answered = {generated.table_of[name] for name, plan in generated.plans.items() if plan.is_answered}
    own = {model.relation for name, model in by_name.items() if name in OWN_TABLES}
    parents = {
        model.relation: frozenset(relations[parent] for parent in model.parents if parent in relations)
        for model in catalog.models.values()
    }
    # the union of all values stands and falls with no single table, and the catalog is made of declarations
    parents |= dict.fromkeys(own, frozenset())
    parents |= {table.relation: frozenset() for table in catalog.sources}
    tables = {m.relation for m in by_name.values() if not m.is_published and m.name not in answered}
    metrics, watched = {}, {}
    for name, plan in generated.plans.items():
        table = by_name.get(generated.table_of[name])
        marts = {catalog.models[unique_id].relation for unique_id in _marts(plan, catalog)}
        clocks = dict(_clocks(plan.metric, catalog))
        whole = {relation for relation, is_one_of_many in clocks.items() if not is_one_of_many}
        metrics[name] = frozenset(marts | whole | ({table.relation} if table else set()))
        watched[name] = frozenset(clocks) - whole
    return Graph(
        parents=parents,
        metrics=metrics,
        exports=_exports(catalog, by_name),
        everyones=frozenset(own | _calendars(catalog)),
        watched=watched,
        shared=frozenset(tables),
        names=_names(catalog),
    )


def _marts(plan: MetricPlan, catalog: Catalog) -> Iterator[str]:
    """dbt's ids of the models that a metric is computed from: its marts and what it joins."""
    yield from (model.model_unique_id for model, _ in catalog.measured_by(plan.metric))
    paths = [reached.joins for ways in plan.dimensions.values() for reached in ways.values()]
    paths += [path for given in plan.formula.inputs for facts in facts_of(given.leaf) for path in facts.joins]
    for path in paths:
        yield from (join.model.model_unique_id for join in path)


def _clocks(metric: Metric, catalog: Catalog) -> Iterator[tuple[str, bool]]:
    """The models that say how far a metric's data reach, and whether each is read for one row of many.

    Such a model has a row for each source, and a fault of another source is none of that row.
    """
    for model, _ in catalog.measured_by(metric):
        if through := model.data_through:
            yield catalog.model_named(through.model, place=metric.path).relation, bool(through.where)


def _exports(catalog: Catalog, by_name: dict[str, ModelNode]) -> dict[str, frozenset[str]]:
    active = {metric.name for metric in catalog.governed if metric.contract and metric.contract.status != "retired"}
    asked = {
        query["name"]: frozenset((query.get("query_params") or {}).get("metrics") or ())
        for query in catalog.semantic_manifest.get("saved_queries") or []
    }
    return {
        by_name[name].relation: asked.get(query.name, frozenset()) & active
        for query in catalog.saved_queries
        for name, _, _ in query.exports
        if name in by_name
    }


def _calendars(catalog: Catalog) -> set[str]:
    return {catalog.model_of(catalog.time_spine.relation_name).relation} if catalog.time_spine else set()


def _names(catalog: Catalog) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for model in catalog.models.values():
        for name in (model.name, model.alias, model.unique_id.rpartition(".")[2]):
            found.setdefault(name, set()).add(model.relation)
    for table in catalog.sources:
        for name in (table.name, table.identifier):
            found.setdefault(name, set()).add(table.relation)
    return {name: frozenset(tables) for name, tables in found.items()}
