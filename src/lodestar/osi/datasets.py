"""Semantic models as OSI datasets: their fields, and the relationships between them.

    datasets = Datasets(catalog, columns)
    datasets.field_of_column("orders", "order_amount")     # the field that is this column; it is added if there is none
    datasets.field_of_element("orders", "store")           # the field of an entity or dimension

A field that is a column has the column's name, so that keys and relationships, which name columns, name fields too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import SemanticModel
from lodestar.osi.portable import NotPortable, bare_column, portable, say

__all__ = ["Column", "Datasets", "Field", "Relationship"]

ONE_ROW = frozenset({"primary", "unique"})
"""Entities that a row is found by, whatever the day. A natural entity has a row for each time that it held."""


@dataclass(frozen=True)
class Column:
    """What a project says of a mart's column: its type in the warehouse, in lower case, and what it holds."""

    data_type: str = ""
    description: str = ""


@dataclass
class Field:
    """A field: `sql` in standard SQL over the columns of its table.

    Attributes:
        is_time: None where it is no dimension.
        column: the column that it is; None where it is computed.
        declared: an entity or dimension, not only a column that some metric reads.
    """

    name: str
    sql: str
    is_time: bool | None
    label: str
    description: str
    column: str | None
    declared: bool = True


@dataclass(frozen=True, order=True)
class Relationship:
    """Many rows of `source` belong to one of `target`: fields on both sides, and the entity that they share."""

    source: str
    entity: str
    target: str
    source_field: str
    target_field: str

    @property
    def name(self) -> str:
        """Unique in the model, and readable."""
        return f"{self.source}__{self.entity}__{self.target}"


class Datasets:
    """All datasets of a catalog; fields that only metrics need are added as they are asked for."""

    def __init__(self, catalog: Catalog, columns: Mapping[str, Mapping[str, Column]]) -> None:
        """Reads every semantic model.

        Args:
            columns: model's dbt id -> column -> what the project says of it.
        """
        self._catalog = catalog
        self._columns = columns
        self.models = tuple(catalog.semantic_models[name] for name in sorted(catalog.semantic_models))
        self.fields: dict[str, list[Field]] = {model.name: [] for model in self.models}
        self.refused: dict[tuple[str, str], str] = {}
        """(semantic model, element) -> why its expression is no standard SQL."""
        self._elements: dict[tuple[str, str], Field] = {}
        for model in self.models:
            for kind in ("entities", "dimensions"):
                for element in model.definition[kind]:
                    self._add_element(model, element, is_entity=kind == "entities")
        self.relationships = tuple(sorted(self._relationships()))

    def column(self, model: SemanticModel, name: str | None) -> Column:
        """What the project says of a column; nothing where it says nothing."""
        return self._columns.get(model.model_unique_id, {}).get((name or "").lower(), Column())

    def field_of_column(self, model_name: str, column: str) -> str:
        """The name of the field that is this column of the mart."""
        for field in self.fields[model_name]:
            if field.column is not None and field.column.lower() == column.lower():
                return field.name
        known = self.column(self._catalog.semantic_models[model_name], column)
        return self._add(model_name, Field(column, column, None, "", known.description, column, False)).name

    def field_of_element(self, model_name: str, element: str) -> Field:
        """The field of an entity or dimension.

        Raises:
            NotPortable: its expression is no standard SQL.
        """
        if (model_name, element) in self.refused:
            raise NotPortable(self.refused[model_name, element])
        return self._elements[model_name, element]

    def entity_field(self, model: SemanticModel, types: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Entities of these types that have a field: `(entity, field)`, in order."""
        for entity in model.definition["entities"]:
            if entity["type"] in types and (model.name, entity["name"]) in self._elements:
                yield entity["name"], self._elements[model.name, entity["name"]].name

    def paths(self, source: str, target: str, visited: tuple[str, ...] = ()) -> int:
        """In how many ways relationships lead from one dataset to another without going in a circle."""
        if source == target:
            return 1
        steps = [r.target for r in self.relationships if r.source == source]
        steps += [r.source for r in self.relationships if r.target == source and self._is_one_to_one(r)]
        here = (*visited, source)
        return sum(self.paths(step, target, here) for step in steps if step not in here)

    def _add_element(self, model: SemanticModel, element: Mapping[str, Any], *, is_entity: bool) -> None:
        name, text = str(element["name"]), str(element.get("expr") or element["name"])
        try:
            sql = say(portable(text, self._catalog.adapter))
        except NotPortable as reason:
            self.refused[model.name, name] = str(reason)
            return
        column = bare_column(text, self._catalog.adapter)
        is_time = None if is_entity else element["type"] == "time"
        label, description = element.get("label") or "", (element.get("description") or "").strip()
        # an entity is known by its column: keys and relationships name columns
        field = Field(column or name if is_entity else name, sql, is_time, label, description, column)
        self._elements[model.name, name] = self._add(model.name, field)

    def _add(self, model_name: str, field: Field) -> Field:
        """The field, or the one that is there and says the same."""
        taken = {other.name.lower(): other for other in self.fields[model_name]}
        same = taken.get(field.name.lower())
        if same is not None and same.sql == field.sql:
            same.is_time = field.is_time if same.is_time is None else same.is_time
            return same
        if same is not None:
            field.name += "_column" if field.is_time is None else "_dimension"
            while field.name.lower() in taken:
                field.name += "_"
        self.fields[model_name].append(field)
        return field

    def _relationships(self) -> Iterator[Relationship]:
        for source in self.models:
            for entity, field in self.entity_field(source, ONE_ROW | {"foreign"}):
                for target in self.models:
                    keys = dict(self.entity_field(target, ONE_ROW))
                    if target is source or entity not in keys:
                        continue
                    relationship = Relationship(source.name, entity, target.name, field, keys[entity])
                    # one to one holds both ways; it is said once
                    if not self._is_one_to_one(relationship) or source.name < target.name:
                        yield relationship

    def _is_one_to_one(self, relationship: Relationship) -> bool:
        source = self._catalog.semantic_models[relationship.source]
        return relationship.entity in dict(self.entity_field(source, ONE_ROW))
