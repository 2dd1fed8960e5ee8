"""Metrics and semantic models as dbt's semantic manifest states them, resolved and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lodestar.catalog.contract import Contract
from lodestar.catalog.model_meta import DataThrough

__all__ = ["Metric", "SemanticModel", "input_names"]


@dataclass(frozen=True)
class SemanticModel:
    """A mart with a meaning: which dbt model, and which columns are entities, dimensions and time.

    Attributes:
        loaded_at_field: a column that is greater in every row written later, whether new or changed.
        time_zone: the zone whose days count, where time dimensions are UTC timestamps.
    """

    name: str
    model_unique_id: str
    relation: str
    definition: Mapping[str, Any] = field(compare=False)
    data_through: DataThrough | None
    loaded_at_field: str | None = None
    time_zone: str | None = None

    def granularity(self, dimension: str) -> str:
        """The grain of a time dimension as declared: `day` unless it says otherwise."""
        for declared in self.definition["dimensions"]:
            if declared["name"] == dimension:
                return str((declared.get("type_params") or {}).get("time_granularity") or "day")
        return "day"

    def time_column(self, dimension: str) -> str:
        """The SQL expression of a time dimension: its `expr`, else its name."""
        for declared in self.definition["dimensions"]:
            if declared["name"] == dimension:
                return str(declared.get("expr") or declared["name"])
        return dimension


@dataclass(frozen=True)
class Metric:
    """A metric of the project. `contract` is None for the simple metrics that only feed governed ones."""

    name: str
    label: str
    description: str
    type: str
    contract: Contract | None
    path: str
    definition: Mapping[str, Any]

    @property
    def parameters(self) -> Mapping[str, Any]:
        """`type_params` of the semantic manifest."""
        parameters: Mapping[str, Any] = self.definition["type_params"]
        return parameters


def input_names(definition: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the metrics that a definition is made of, each once, in order of appearance."""
    parameters = definition["type_params"]
    conversion = parameters.get("conversion_type_params") or {}
    cumulative = parameters.get("cumulative_type_params") or {}
    inputs = [
        parameters.get("numerator"),
        parameters.get("denominator"),
        *(parameters.get("metrics") or []),
        cumulative.get("metric"),
        conversion.get("base_metric"),
        conversion.get("conversion_metric"),
    ]
    names = [reference if isinstance(reference, str) else reference["name"] for reference in inputs if reference]
    return tuple(dict.fromkeys(names))
