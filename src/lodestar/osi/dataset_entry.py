"""One dataset of the document: the table, its keys and fields, and dbt's semantic model as an extension.

entries = DatasetEntries(catalog, manifest["nodes"], datasets, format_of("0.1.1"))
entries.entry(model)["source"]        # "company.marts.orders"
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import SemanticModel
from lodestar.osi.datasets import Datasets, Field
from lodestar.osi.extension import digest, extensions, without_nothing
from lodestar.osi.formats import Format
from lodestar.osi.metric_entry import expression, meta_of

__all__ = ["DatasetEntries", "said_of_dataset"]

DATATYPES = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "int", "bigint", "hugeint"), "Integer"),
    **dict.fromkeys(("decimal", "numeric"), "Decimal"),
    **dict.fromkeys(("float", "real", "double", "double precision"), "Float"),
    **dict.fromkeys(("varchar", "text", "string", "char"), "String"),
    **dict.fromkeys(("timestamp with time zone", "timestamptz"), "DateTimeTz"),
    **{"boolean": "Boolean", "date": "Date", "time": "Time", "timestamp": "DateTime"},
}
TEMPORAL = frozenset({"Date", "Time", "DateTime", "DateTimeTz"})
"""Types that make a field a time dimension where it does not say that it is none."""


ONE_ROW = ("primary", "unique")
"""Types of entities that have one row each."""


def said_of_dataset(entry: Mapping[str, Any]) -> Any:
    """What an OSI dataset says of a semantic model."""
    fields = [(f["name"], f["expression"], f.get("dimension")) for f in entry.get("fields", [])]
    return [entry["source"], entry.get("primary_key"), entry.get("unique_keys"), fields]


class DatasetEntries:
    """Semantic models as OSI's datasets."""

    def __init__(self, catalog: Catalog, nodes: Mapping[str, Any], datasets: Datasets, format_: Format) -> None:
        """Entries with the fields that `datasets` holds when they are asked for."""
        self._catalog = catalog
        self._nodes = nodes
        self._datasets = datasets
        self._format = format_

    def meta(self, model: SemanticModel) -> Mapping[str, Any]:
        """What people keep under `config.meta` of the dbt model that has the rows."""
        return meta_of(self._nodes.get(model.model_unique_id, {}))

    def entry(self, model: SemanticModel) -> dict[str, Any]:
        """The semantic model as OSI has it."""
        keys = {kind: [f for _, f in self._datasets.entity_field(model, frozenset({kind}))] for kind in ONE_ROW}
        entry: dict[str, Any] = {"name": model.name, "source": self._source(model)}
        if keys["primary"]:
            entry["primary_key"] = keys["primary"]
        if keys["unique"]:
            entry["unique_keys"] = [[field] for field in keys["unique"]]
        if (model.definition.get("description") or "").strip():
            entry["description"] = model.definition["description"].strip()
        fields = self._datasets.fields[model.name]
        declared = len([field for field in fields if field.declared])
        entry["fields"] = [
            self._field(model, field)
            for field in [*fields[:declared], *sorted(fields[declared:], key=lambda field: field.name)]
        ]
        definition = {key: value for key, value in model.definition.items() if key != "node_relation"}
        columns = {field.column: self._told_column(model, field.column) for field in fields if field.column}
        mart = {"name": self._catalog.models[model.model_unique_id].name, "meta": self.meta(model), "columns": columns}
        kept = {"semantic_model": without_nothing(definition), "model": without_nothing(mart)}
        return {**entry, "custom_extensions": extensions(None, {**kept, "says": digest(said_of_dataset(entry))})}

    def _field(self, model: SemanticModel, field: Field) -> dict[str, Any]:
        entry: dict[str, Any] = {"name": field.name, "expression": expression(field.sql)}
        data_type = self._datasets.column(model, field.column).data_type.partition("(")[0].strip()
        datatype = DATATYPES.get(data_type) if self._format.datatypes else None
        if field.is_time is not None or datatype in TEMPORAL:
            entry["dimension"] = {"is_time": bool(field.is_time)}
        texts = {"label": field.label, "description": field.description, "datatype": datatype}
        return {**entry, **{key: text for key, text in texts.items() if text}}

    def _told_column(self, model: SemanticModel, name: str) -> dict[str, str]:
        """What the project says of a column, beside what it is in the semantic model."""
        told = self._datasets.column(model, name)
        return {"description": told.description, "data_type": told.data_type}

    def _source(self, model: SemanticModel) -> str:
        """`database.schema.table`: the database is left out where dbt names none."""
        mart = self._catalog.models[model.model_unique_id]
        database = (model.definition.get("node_relation") or {}).get("database")
        return ".".join(part for part in (database, mart.schema, mart.alias) if part)
