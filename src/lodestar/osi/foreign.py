"""OSI datasets from elsewhere as dbt's semantic models.

    marts = read_datasets(model, "semantic_model[0].", known={})
    marts.by_name["orders"].definition    # a semantic model as dbt's manifest has it
    marts.losses                          # what dbt's semantic layer has no place for

Keys become entities, called after their datasets. What leads from one dataset to another is in `relationships`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lodestar.catalog.contract import IDENTIFIER
from lodestar.osi.loss import Loss
from lodestar.osi.mart import Definition, Mart, expression_of
from lodestar.osi.portable import NotPortable, portable, say
from lodestar.osi.relationships import entity_name, field_names, join_marts
from lodestar.osi.trust import identifier, name_for_dbt, without_jinja

__all__ = ["Marts", "read_datasets"]

TABLE = re.compile(r"(?:(?:\w+|\"\w+\")\.){0,2}([A-Za-z_]\w*|\"[A-Za-z_]\w*\")", re.ASCII)
"""`database.schema.table`, with or without quotes. Anything else is a query, or a file."""

TEMPORAL = ("Date", "Time", "DateTime", "DateTimeTz")


class Marts:
    """Datasets that could be read, by the name that they have in the document."""

    def __init__(self) -> None:
        """None yet."""
        self.by_name: dict[str, Mart] = {}
        self.losses: list[Loss] = []


def read_datasets(model: Mapping[str, Any], path: str, known: Mapping[str, Mart]) -> Marts:
    """The datasets of a semantic model of the document.

    Args:
        path: the model's place in the document, ending in a dot where it is not at the top.
        known: datasets that Lodestar's own extensions already say.

    Raises:
        ConfigurationError: a name that may not stand in SQL, or a text that is a template.
    """
    reader = _Reader(model)
    reader.marts.by_name |= known
    for number, dataset in enumerate(model["datasets"]):
        if dataset["name"] not in known:
            reader.dataset(dataset, f"{path}datasets[{number}]")
    reader.marts.losses += join_marts(model, path, reader.marts.by_name)
    return reader.marts


class _Reader:
    def __init__(self, model: Mapping[str, Any]) -> None:
        self.marts = Marts()
        self._taken = field_names(model)

    def dataset(self, dataset: Mapping[str, Any], path: str) -> None:
        """Reads one dataset, or says why it can't be one."""
        name = name_for_dbt(identifier(dataset["name"], f"{path}.name"))
        table = TABLE.fullmatch(dataset["source"].strip())
        without_jinja(dataset, path)
        if name is None or table is None:
            what = f"the name {dataset['name']!r}" if name is None else "a source that is no database.schema.table"
            self._lose(path, "dataset", f"{dataset['name']}, all of it: dbt has no place for {what}.")
            return
        here = table.group(1).strip('"')
        marts = self.marts.by_name.values()
        if here in {mart.table for mart in marts} or name in {mart.name for mart in marts}:
            self._lose(path, "dataset", f"{dataset['name']}, all of it: another one has its name or its table, {here}.")
            return
        definition: Definition = {"name": name, "description": dataset.get("description")}
        dimensions, fields = self._fields(dataset, path)
        entities = self._keys(dataset, name, fields, path)
        times = [dimension["name"] for dimension in dimensions if dimension["type"] == "time"]
        if times:
            grains = f"The document says no grain of {', '.join(times)}: day was written."
            dated = f" Metrics are dated by {times[0]}." if len(times) > 1 else ""
            self._lose(path, "time_granularity", grains + dated)
            definition["defaults"] = {"agg_time_dimension": times[0]}
        if not any(entity["type"] == "primary" for entity in entities):
            definition["primary_entity"] = f"{name}_row"
        definition |= {"entities": entities, "dimensions": dimensions}
        mart = self.marts.by_name[dataset["name"]] = Mart(name, here, definition, fields)
        told = {fields.get(f["name"]): f.get("description") for f in dataset.get("fields", [])}
        mart.columns = {
            column: {"description": description} if description else {}
            for column, description in told.items()
            if column and IDENTIFIER.fullmatch(column)
        }
        self._lose_the_rest(dataset, path)

    def _keys(self, dataset: Mapping[str, Any], name: str, fields: Mapping[str, str], path: str) -> list[Definition]:
        entities: list[Definition] = []
        told = [("primary", dataset.get("primary_key") or []), *(("unique", k) for k in dataset.get("unique_keys", []))]
        for kind, columns in told:
            if len(columns) != 1:
                if columns:
                    self._lose(path, f"{kind}_key", f"({', '.join(columns)}): dbt takes keys of one column.")
                continue
            column = identifier(columns[0], f"{path}.{kind}_key")
            if any(entity["expr"] == fields.get(column, column) for entity in entities):
                continue  # the primary key is told again as a unique one
            entity = entity_name(name if kind == "primary" else f"{name}_{column}", self._taken)
            if entity is None:
                self._lose(path, f"{kind}_key", f"{column} can't be the name of a key in dbt.")
                continue
            entities.append({"name": entity, "type": kind, "expr": fields.get(column, column)})
        return entities

    def _fields(self, dataset: Mapping[str, Any], path: str) -> tuple[list[Definition], dict[str, str]]:
        """The dimensions, and what each field is over the columns of the table."""
        dimensions: list[Definition] = []
        fields: dict[str, str] = {}
        for number, field in enumerate(dataset.get("fields", [])):
            here = f"{path}.fields[{number}]"
            identifier(field["name"], f"{here}.name")
            try:
                sql = say(portable(expression_of(field), ""))
            except NotPortable as reason:
                self._lose(here, "expression", f"The field {field['name']}, all of it: {reason}.")
                continue
            fields[field["name"]] = sql
            role = field.get("dimension")
            is_time = (role or {}).get("is_time", field.get("datatype") in TEMPORAL)
            if role is None and not is_time:
                continue
            name = name_for_dbt(field["name"])
            if name is None or any(dimension["name"] == name for dimension in dimensions):
                self._lose(here, "dimension", f"dbt takes no dimension called {field['name']!r}.")
                continue
            if name != field["name"]:
                self._lose(here, "name", f"The name {field['name']!r} is {name!r} in dbt.")
            dimensions.append(
                {
                    "name": name,
                    "type": "time" if is_time else "categorical",
                    "expr": sql if sql != name else None,
                    "label": field.get("label"),
                    "description": field.get("description"),
                    "type_params": {"time_granularity": "day"} if is_time else None,
                }
            )
        return dimensions, fields

    def _lose_the_rest(self, dataset: Mapping[str, Any], path: str) -> None:
        if dataset.get("ai_context"):
            self._lose(path, "ai_context", "What it tells AI tools.")
        for number, field in enumerate(dataset.get("fields", [])):
            for key in ("ai_context", "custom_extensions"):
                if field.get(key):
                    self._lose(f"{path}.fields[{number}]", key, f"Of the field {field['name']}.")

    def _lose(self, path: str, construct: str, sentence: str) -> None:
        self.marts.losses.append(Loss(path, construct, None, sentence))
