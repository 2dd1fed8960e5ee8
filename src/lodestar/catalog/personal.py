"""Personal data: which raw columns hold it, and which columns of models are made of them.

personal_columns(catalog)                        # raw columns that a source tags with `personal: true`
exposed_columns(catalog)                         # model -> column -> personal raw columns that it shows

A column that goes through the macro `pseudonymised` shows nothing: whoever has no salt can't tell whom it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.catalog.source import LOADER_COLUMNS

__all__ = ["PSEUDONYM", "PersonalColumn", "exposed_columns", "personal_columns", "subject_columns"]

PSEUDONYM = "lodestar_pseudonym"
"""The database's function behind the macro `pseudonymised`."""

Raw = tuple[str, str]


@dataclass(frozen=True)
class PersonalColumn:
    """A raw column about a person. `subject` is the kind of person that its values identify; empty for none."""

    relation: str
    column: str
    subject: str = ""


def personal_columns(catalog: Catalog) -> tuple[PersonalColumn, ...]:
    """Raw columns that must not reach a release, as the sources tag them."""
    return tuple(
        PersonalColumn(table.relation, column.name, column.subject)
        for table in catalog.sources
        for column in table.contract.values()
        if column.personal
    )


def subject_columns(catalog: Catalog, subject: str) -> tuple[PersonalColumn, ...]:
    """Raw columns whose values identify that kind of person."""
    return tuple(
        PersonalColumn(table.relation, column.name, subject)
        for table in catalog.sources
        for column in table.contract.values()
        if subject and column.subject == subject
    )


def exposed_columns(catalog: Catalog) -> dict[str, dict[str, tuple[Raw, ...]]]:
    """dbt's id of a model -> column -> personal raw columns that its values come from, other than by the macro.

    Only models with such a column are there. Columns that join or restrict rows are not followed: values are.
    """
    tagged = {(column.relation.lower(), column.column.lower()) for column in personal_columns(catalog)}
    if not tagged:
        return {}
    tracer = _Tracer(catalog, tagged)
    found = {unique_id: tracer.exposed(unique_id) for unique_id in catalog.models}
    return {unique_id: columns for unique_id, columns in found.items() if columns}


class _Tracer:
    """Follows columns from the sources to the models, each model parsed once, parents before children."""

    def __init__(self, catalog: Catalog, tagged: set[Raw]) -> None:
        self._catalog = catalog
        self._tagged = tagged
        self._models = {model.relation.lower(): model for model in catalog.models.values()}
        self._sources = {table.relation.lower(): table for table in catalog.sources}
        self.columns = cache(self._columns)

    def exposed(self, unique_id: str) -> dict[str, tuple[Raw, ...]]:
        """Columns of the model that show something."""
        return {name: tuple(sorted(raw)) for name, raw in self.columns(unique_id).items() if raw}

    def _columns(self, unique_id: str) -> dict[str, frozenset[Raw]]:
        from sqlglot.errors import SqlglotError

        model = self._catalog.models[unique_id]
        if not model.compiled_sql:
            return {}
        try:
            return self._followed(model)
        except (SqlglotError, ValueError, KeyError):  # SQL that sqlglot can't follow: nothing is known of it
            return {}

    def _followed(self, model: ModelNode) -> dict[str, frozenset[Raw]]:
        import sqlglot
        from sqlglot.optimizer.qualify import qualify
        from sqlglot.optimizer.scope import build_scope

        parsed = sqlglot.parse_one(model.compiled_sql, dialect=self._catalog.adapter)
        schema = self._schema(model)
        qualified = qualify(
            parsed, dialect=self._catalog.adapter, schema=schema, validate_qualify_columns=False, identify=False
        )
        scope = build_scope(qualified)
        return self._of_scope(scope, {}) if scope else {}

    def _of_scope(self, scope: Any, known: dict[int, dict[str, frozenset[Raw]]]) -> dict[str, frozenset[Raw]]:
        """Output column -> personal raw columns of a select or a union, by its place."""
        if id(scope) in known:
            return known[id(scope)]
        known[id(scope)] = {}  # a query that reads itself adds nothing
        if scope.set_operation_scopes:
            left, *others = [self._of_scope(part, known) for part in scope.set_operation_scopes]
            found = dict(left)
            for other in others:
                for name, raw in zip(found, other.values(), strict=False):
                    found[name] |= raw
        else:
            found = {
                projection.alias_or_name.lower(): self._of_expression(projection, scope, known)
                for projection in scope.expression.selects
            }
        known[id(scope)] = found
        return found

    def _of_expression(self, expression: Any, scope: Any, known: dict[int, Any]) -> frozenset[Raw]:
        from sqlglot import expressions as exp

        found: frozenset[Raw] = frozenset()
        nested = {id(part.expression): part for part in scope.subquery_scopes}

        def visit(node: Any) -> None:
            nonlocal found
            if isinstance(node, exp.Anonymous) and node.name.lower() == PSEUDONYM:
                return
            if isinstance(node, (exp.Count, exp.Exists, exp.Is)):  # says how many or whether, not who
                return
            if id(node) in nested:
                found = found.union(*self._of_scope(nested[id(node)], known).values())
                return
            if isinstance(node, exp.Column):
                found |= self._of_column(node, scope, known)
                return
            for child in node.iter_expressions():
                visit(child)

        visit(expression)
        return found

    def _of_column(self, column: Any, scope: Any, known: dict[int, Any]) -> frozenset[Raw]:
        from sqlglot import expressions as exp

        name = column.name.lower()
        source = scope.sources.get(column.table)
        if source is None:
            return frozenset()
        if not isinstance(source, exp.Table):
            return self._of_scope(source, known).get(name, frozenset())
        relation = f"{source.db}.{source.name}".lower()
        if relation in self._sources:
            raw = self._sources[relation]
            declared = {other.lower(): other for other in raw.columns}
            return frozenset({(raw.relation, declared.get(name, name))} if (relation, name) in self._tagged else ())
        model = self._models.get(relation)
        return self.columns(model.unique_id).get(name, frozenset()) if model else frozenset()

    def _schema(self, model: ModelNode) -> dict[str, Any]:
        """What the parents' columns are: sqlglot needs it to see through `select *`."""
        catalog_name = model.relation_name.split(".")[0].strip('"')
        schema: dict[str, Any] = {}
        for parent in model.parents:
            other = self._catalog.models.get(parent)
            table = next((table for table in self._catalog.sources if table.unique_id == parent), None)
            columns: Mapping[str, str] = {}
            if other and other.unique_id != model.unique_id:
                columns = dict.fromkeys(self.columns(parent), "varchar")
                schema_name, name = other.schema, other.alias
            elif table:
                columns = {**table.columns, **dict.fromkeys(LOADER_COLUMNS, "varchar")}
                schema_name, name = table.schema, table.identifier
            if columns:
                types = {column: data_type or "varchar" for column, data_type in columns.items()}
                schema.setdefault(catalog_name, {}).setdefault(schema_name, {})[name] = types
        return schema
