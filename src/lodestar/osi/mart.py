"""A dataset as dbt knows it: its semantic model, the dbt model that has its rows, and its fields as SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodestar.osi.formats import PORTABLE_DIALECTS
from lodestar.osi.portable import NotPortable

__all__ = ["Definition", "Mart", "expression_of"]

Definition = dict[str, Any]


class Mart:
    """One dataset: its semantic model, the dbt model that has its rows, and its fields as SQL over that table."""

    def __init__(self, name: str, table: str, definition: Definition, fields: Mapping[str, str]) -> None:
        """A mart that dbt knows as the model `table`."""
        self.name = name
        self.table = table
        self.definition = definition
        self.fields = fields
        self.meta: Mapping[str, Any] = {}
        self.columns: Mapping[str, Mapping[str, str]] = {}

    @property
    def time(self) -> str | None:
        """The time dimension that its metrics are dated by."""
        time: str | None = (self.definition.get("defaults") or {}).get("agg_time_dimension")
        return time

    def entities_of(self, column: str, kinds: tuple[str, ...]) -> list[str]:
        """Entities of these types that are this column."""
        return [
            entity["name"]
            for entity in self.definition.get("entities") or []
            if str(entity.get("expr") or entity["name"]).lower() == column.lower() and entity["type"] in kinds
        ]


def expression_of(element: Mapping[str, Any]) -> str:
    """The expression of a field or metric in standard SQL.

    Raises:
        NotPortable: it has none.
    """
    said = {variant["dialect"]: variant["expression"] for variant in element["expression"]["dialects"]}
    for dialect in PORTABLE_DIALECTS:
        if dialect in said:
            return str(said[dialect])
    raise NotPortable(f"it is written in {', '.join(said)} only; Lodestar reads {' and '.join(PORTABLE_DIALECTS)}")
