"""Suites that contracts already say, so that no rule is declared twice: a catalog in, expectations out.

| contract | rule |
|---|---|
| source column (`config.meta.lodestar`) | required, accepted, least and most, readable as, finite |
| source table | least rows, one row for a key with a winner; of loaded ones, what the loader adds |
| mart | its primary entity stands in every row and once, unless a test of dbt says so |
| governed metrics | columns of `metric_values` and `metric_catalog`, and bounds of metrics in exports |

Rules of single metrics in `metric_values` are `metric_rules`: their answers must name the metric.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.catalog.contract import ROLES, STATUSES
from lodestar.catalog.metric import SemanticModel
from lodestar.catalog.raw_column import NOW, RawColumn
from lodestar.catalog.source import LOADER_COLUMNS, SourceTable
from lodestar.quality.metric_rules import metric_rules
from lodestar.quality.suite import DECLARED_IN, Suite
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.columns import is_time, literal, time_of

__all__ = ["generated_suites"]

Expectation = dict[str, Any]

KEY = ["metric_name", "grain", "period_start", "dimension", "member"]
FLOATS = ("double", "float", "real", "float4", "float8")
FROM_NOW = re.compile(rf"{NOW}\s*([+-])\s*(\d+)\s+(second|minute|hour|day|week)s?")
"""A bound such as `now + 1 day` or `now - 30 days`."""


def generated_suites(catalog: Catalog) -> dict[str, Suite]:
    """Table name -> the suite that contracts say of it; a table of which they say nothing is left out."""
    suites = [(table.identifier, table.path, list(_raw(table))) for table in catalog.sources]
    for model in sorted(catalog.semantic_models.values(), key=lambda model: model.name):
        node = catalog.models[model.model_unique_id]
        suites.append((node.alias, node.path, list(_mart(node, model))))
    if any(metric.contract for metric in catalog.governed):
        suites.append(("metric_values", "metrics", list(_metric_values(catalog))))
        suites.append(("metric_catalog", "metrics", list(_metric_catalog())))
    suites += [(name, path, rules) for name, path, rules in _exports(catalog)]
    return {name: Suite(name, Path(path), _marked(rules, path)) for name, path, rules in suites if rules}


def _marked(rules: Sequence[Expectation], path: str) -> tuple[Mapping[str, Any], ...]:
    return tuple({**rule, "meta": {**rule.get("meta", {}), DECLARED_IN: path}} for rule in rules)


def _raw(table: SourceTable) -> Iterator[Expectation]:
    if table.least_rows:
        yield _expect("expect_table_row_count_to_be_between", min_value=table.least_rows)
    for column in table.contract.values():
        yield from _column(column, table)
    if table.key and table.winner:
        # the gate lets one row of a key in for each delivery where the last wins: a later delivery is a later state
        is_by_delivery = table.winner == "last" and table.files
        yield _unique((*table.key, LOADER_COLUMNS[0]) if is_by_delivery else table.key)
    if table.files:
        yield _not_null(LOADER_COLUMNS[0])
        # with the time of loading: a file that was changed is loaded again, whole, under its name
        yield _unique((LOADER_COLUMNS[1], LOADER_COLUMNS[2], LOADER_COLUMNS[0]))


def _column(column: RawColumn, table: SourceTable) -> Iterator[Expectation]:
    name, sql = column.name, quoted(column.name)
    if column.required:
        yield _not_null(name)
    if column.accepted:
        yield _expect("expect_column_values_to_be_in_set", column=name, value_set=list(column.accepted))
    read = sql
    if column.reads_as and column.reads_as.lower() != column.data_type.lower():
        plain = f"replace({sql}, {literal(column.thousands)}, '')" if column.thousands else sql
        # as the gate reads it: what it lets in must not stop here
        is_ours = is_time(column.reads_as) and (column.epoch or column.zone)
        read = f"try({time_of(sql, column)})" if is_ours else f"try_cast({plain} as {column.reads_as})"
        yield _no_row(f"{name} can be read as {column.reads_as}", f"{sql} is not null and {read} is null")
    if column.read_type in FLOATS:
        yield _no_row(f"{name} is finite", f"not isfinite({read})")
    fixed = {"min_value": column.least, "max_value": column.most}
    moving = {key: bound for key, bound in fixed.items() if str(bound).startswith(NOW)}
    fixed = {key: bound for key, bound in fixed.items() if bound is not None and key not in moving}
    if fixed and read == sql:
        yield _expect("expect_column_values_to_be_between", column=name, **fixed)
    elif fixed:
        yield from _read_bounds(column, read)
    for key, bound in moving.items():
        if table.files:  # now is when the row was loaded; of other loaders' rows that is not known
            beyond = f"{read} {'<' if key == 'min_value' else '>'} {_moment(str(bound))}"
            yield _no_row(f"{name} is {'not before' if key == 'min_value' else 'not after'} {bound}", beyond)


def _read_bounds(column: RawColumn, read: str) -> Iterator[Expectation]:
    for words, bound, comparison in (("at least", column.least, "<"), ("at most", column.most, ">")):
        if bound is not None and not str(bound).startswith(NOW):
            literal = "'" + str(bound).replace("'", "''") + "'"
            beyond = f"{read} {comparison} cast({literal} as {column.reads_as})"
            yield _no_row(f"{column.name} is {words} {bound}", beyond)


def _moment(bound: str) -> str:
    said = FROM_NOW.fullmatch(bound.strip())
    loaded_at = LOADER_COLUMNS[0]
    return f"{loaded_at} {said.group(1)} interval '{said.group(2)} {said.group(3)}'" if said else loaded_at


def _mart(node: ModelNode, model: SemanticModel) -> Iterator[Expectation]:
    for entity in model.definition.get("entities") or []:
        column = entity.get("expr") or entity["name"]
        if entity["type"] != "primary" or column not in node.columns:
            continue
        if ("not_null", column) not in node.tested:
            yield _not_null(column)
        if ("unique", column) not in node.tested:
            yield _unique((column,))


def _metric_values(catalog: Catalog) -> Iterator[Expectation]:
    contracts = [metric.contract for metric in catalog.governed if metric.contract]
    grains = sorted({grain for contract in contracts for grain in contract.grains})
    dimensions = sorted({"total", *(name for contract in contracts for name in contract.dimensions)})
    for column in (*KEY, "metric_version", "is_complete"):
        yield _not_null(column)
    yield _expect("expect_column_values_to_be_in_set", column="grain", value_set=grains)
    yield _expect("expect_column_values_to_be_in_set", column="dimension", value_set=dimensions)


def _metric_catalog() -> Iterator[Expectation]:
    yield _unique(("metric_name",))
    for column in ("owner", "role", "status", "version", "unit", "direction", "grains", "formula", "fingerprint"):
        yield _not_null(column)
    yield _expect("expect_column_values_to_be_in_set", column="role", value_set=list(ROLES))
    yield _expect("expect_column_values_to_be_in_set", column="status", value_set=list(STATUSES))


def _exports(catalog: Catalog) -> Iterator[tuple[str, str, list[Expectation]]]:
    rules = {rule.metric: rule for rule in metric_rules(catalog)}
    queries = {query["name"]: query["query_params"] for query in catalog.semantic_manifest["saved_queries"] or ()}
    for query in catalog.saved_queries:
        bounded = [rules[name] for name in queries[query.name].get("metrics") or () if name in rules]
        found = [
            _expect("expect_column_values_to_be_between", column=rule.metric, **rule.bounds)
            for rule in bounded
            if rule.bounds
        ]
        for name, _, _ in query.exports:
            yield name, query.path, found


def _not_null(column: str) -> Expectation:
    return _expect("expect_column_values_to_not_be_null", column=column)


def _unique(columns: Sequence[str]) -> Expectation:
    if len(columns) == 1:
        return _expect("expect_column_values_to_be_unique", column=columns[0])
    return _expect("expect_compound_columns_to_be_unique", column_list=list(columns))


def _no_row(rule: str, where: str) -> Expectation:
    query = f"select * from {{batch}} where {where}"
    return {**_expect("unexpected_rows_expectation", unexpected_rows_query=query), "description": rule}


def _expect(kind: str, **kwargs: Any) -> Expectation:
    return {"type": kind, "kwargs": kwargs}
