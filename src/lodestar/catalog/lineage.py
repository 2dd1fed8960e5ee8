"""Lineage of a metric down to raw columns, from the SQL that dbt compiled, by sqlglot.

What counts is where values come from: the columns of the metric's expression, of its time dimension and of its filters,
followed through every select down to the sources. Columns that only join or restrict rows on the way are not followed;
their tables are known from dbt's graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from lodestar.catalog.catalog import Aggregation, Catalog, ModelNode
from lodestar.catalog.formula import formula_columns, where_filters
from lodestar.catalog.metric import Metric, input_names

__all__ = ["raw_columns_by_metric", "raw_tables_by_metric"]

Columns = Mapping[str, Mapping[str, str]]
"""`schema.table` in lower case -> column -> type."""


def raw_columns_by_metric(catalog: Catalog, columns: Columns) -> dict[str, tuple[tuple[str, str], ...]]:
    """Governed metric -> `(raw table, column)` pairs that its value is made from, sorted.

    Args:
        columns: what the warehouse holds: sqlglot needs it to see through `select *`.
    """
    tracer = _Tracer(catalog, columns)
    return {metric.name: _raw_columns(metric, catalog, columns, tracer) for metric in catalog.governed}


def raw_tables_by_metric(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Governed metric -> every raw table that its marts are built from, through joins and filters too, sorted."""
    sources = {table.unique_id: table.relation for table in catalog.sources}

    def upstream(unique_id: str) -> set[str]:
        if unique_id in sources:
            return {sources[unique_id]}
        model = catalog.models.get(unique_id)
        return set().union(*(upstream(parent) for parent in model.parents)) if model else set()

    return {
        metric.name: tuple(sorted(set().union(*(upstream(m.model_unique_id) for m, _ in catalog.measured_by(metric)))))
        for metric in catalog.governed
    }


def _raw_columns(metric: Metric, catalog: Catalog, columns: Columns, tracer: _Tracer) -> tuple[tuple[str, str], ...]:
    found: set[tuple[str, str]] = set()
    filters = " ".join(_filters(metric, catalog))
    for aggregation in catalog.aggregations(metric):
        model = catalog.models[aggregation.semantic_model.model_unique_id]
        for column in _mart_columns(aggregation, catalog, filters, columns.get(model.relation.lower(), {})):
            found |= tracer.trace(model.unique_id, column)
    return tuple(sorted(found))


def _mart_columns(
    aggregation: Aggregation, catalog: Catalog, filters: str, present: Mapping[str, str]
) -> Iterable[str]:
    simple = catalog.metrics[aggregation.metric_name]
    wanted = [*formula_columns(simple), aggregation.semantic_model.time_column(aggregation.time_dimension)]
    wanted += re.findall(r"'\w+__(\w+)'", filters)
    by_lower_name = {column.lower(): column for column in present}
    return dict.fromkeys(by_lower_name[name.lower()] for name in wanted if name.lower() in by_lower_name)


def _filters(metric: Metric, catalog: Catalog) -> list[str]:
    parameters = metric.parameters
    references = [parameters.get("numerator"), parameters.get("denominator"), *(parameters.get("metrics") or [])]
    texts = list(where_filters(metric.definition.get("filter")))
    for reference in references:
        if isinstance(reference, Mapping):
            texts += where_filters(reference.get("filter"))
    for name in input_names(metric.definition):
        texts += _filters(catalog.metrics[name], catalog)
    return texts


class _Tracer:
    """Follows one column at a time through compiled models; each model is parsed once."""

    def __init__(self, catalog: Catalog, columns: Columns) -> None:
        self._catalog = catalog
        self._columns = columns
        self._models = {model.relation.lower(): model for model in catalog.models.values()}
        self._sources = {table.relation.lower(): table for table in catalog.sources}
        self.trace = cache(self._trace)
        self._scope = cache(self._parsed)

    def _trace(self, unique_id: str, column: str) -> frozenset[tuple[str, str]]:
        from sqlglot.errors import SqlglotError
        from sqlglot.lineage import lineage

        model = self._catalog.models[unique_id]
        if not model.compiled_sql:
            return frozenset()
        try:
            scope = self._scope(unique_id)
            root = lineage(
                column,
                model.compiled_sql,
                schema=self._schema(model),
                scope=scope,
                dialect=self._catalog.adapter,
                trim_selects=False,
            )
        except (SqlglotError, ValueError):  # SQL that sqlglot can't follow: lineage ends here
            return frozenset()
        found: set[tuple[str, str]] = set()
        for leaf in root.walk():
            if leaf.downstream:
                continue
            table = leaf.expression.find(_table_type())
            if table is None:
                continue
            relation = f"{table.db}.{table.name}".lower()
            name = leaf.name.rpartition(".")[2].strip('"')
            if relation in self._sources:
                source = self._sources[relation]
                declared = {column.lower(): column for column in source.columns}  # sqlglot folds names
                found.add((source.relation, declared.get(name.lower(), name)))
            elif relation in self._models and self._models[relation].unique_id != unique_id:
                found |= self.trace(self._models[relation].unique_id, name)
        return frozenset(found)

    def _parsed(self, unique_id: str) -> Any:
        import sqlglot
        from sqlglot.optimizer.qualify import qualify
        from sqlglot.optimizer.scope import build_scope

        model = self._catalog.models[unique_id]
        parsed = sqlglot.parse_one(model.compiled_sql, dialect=self._catalog.adapter)
        schema = self._schema(model)
        qualified = qualify(
            parsed, dialect=self._catalog.adapter, schema=schema, validate_qualify_columns=False, identify=False
        )
        return build_scope(qualified)

    def _schema(self, model: ModelNode) -> dict[str, Any]:
        schema: dict[str, Any] = {}
        relations = [self._catalog.models[p].relation for p in model.parents if p in self._catalog.models]
        relations.append(model.relation)  # an incremental model reads itself
        relations += [table.relation for table in self._catalog.sources if table.unique_id in model.parents]
        catalog_name = model.relation_name.split(".")[0].strip('"')
        for relation in relations:
            schema_name, _, table_name = relation.partition(".")
            present = dict(self._columns.get(relation.lower(), {}))
            schema.setdefault(catalog_name, {}).setdefault(schema_name, {})[table_name] = present
        return schema


def _table_type() -> Any:
    from sqlglot import expressions

    return expressions.Table
