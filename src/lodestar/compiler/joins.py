"""How a dimension is reached from a mart: over which joins, and what its expression is at the end.

reach(catalog, orders, "store__region")     # one join, to `stores` on entity `store`
reach(catalog, orders, "order__channel")    # local

A join goes from an entity of one semantic model to the same entity of another that has it once per row (primary,
unique, or natural with a validity window). A model that has it many times (foreign) would multiply rows: refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import SemanticModel
from lodestar.errors import ConfigurationError

__all__ = ["Join", "NotPlannable", "Partition", "Reached", "reach"]

ONE_ROW = frozenset({"primary", "unique", "natural"})
"""Types of entities that a row of the model is found by."""


class NotPlannable(Exception):  # noqa: N818  (an answer, not an error: MetricFlow is asked next)
    """The planner does not take this shape; the message says why."""


@dataclass(frozen=True)
class Partition:
    """Both sides of a join are partitioned alike: only rows of the same partition belong together.

    Attributes:
        holder: which model of the path has the other side: 0 is the mart, 1 what the first join joins.
        left, right: the expressions there and in the joined model, unqualified.
        grain: what both are cut to; None for partitions that are no times.
    """

    holder: int
    left: str
    right: str
    grain: str | None


@dataclass(frozen=True)
class Join:
    """One left join.

    Attributes:
        entity: the shared entity.
        left, right: its expression in the model before and in `model`, unqualified.
        validity: `(from, to)` expressions of `model` when its rows hold for a time; `to` may be NULL or is excluded.
        partitions: further conditions; only where the caller of `reach` said that it knows them.
    """

    entity: str
    left: str
    model: SemanticModel = field(hash=False)
    right: str
    validity: tuple[str, str] | None
    partitions: tuple[Partition, ...] = ()


@dataclass(frozen=True)
class Reached:
    """A dimension or entity: `expression` on the last joined model, or on the mart itself when there is no join.

    `kind` is `categorical`, `time` or `entity`; `name` the element's own name; `grain` the one that a time dimension
    is declared with.
    """

    name: str
    joins: tuple[Join, ...]
    expression: str
    kind: str
    grain: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether the mart itself holds it."""
        return not self.joins


def reach(catalog: Catalog, model: SemanticModel, path: str, *, place: str, knows_partitions: bool = False) -> Reached:
    """Resolves `entity__...__element`, or a bare entity, from `model`.

    Raises:
        ConfigurationError: the only way there multiplies rows; the message names the join.
        NotPlannable: no way, more than one, or one with partitions that the caller does not know.
    """
    *links, name = path.split("__")
    if not links:
        entity = _entity(model, name)
        if entity is None:
            raise NotPlannable(f"{model.name} has no entity {name!r}")
        return Reached(name, (), _expression(entity), "entity")
    if len(links) == 1 and _is_own(model, links[0]):
        found = _element(model, name)
        if found:
            return found
    ways = _Ways(catalog, knows_partitions=knows_partitions)
    is_circle = len(set(links)) < len(links)
    reached = [] if is_circle else ways.find((model,), links, name)
    if len(reached) == 1:
        return reached[0]
    if not reached and ways.multiplying:
        left, entity_name, right = ways.multiplying[0]
        raise ConfigurationError(
            f"{place}: {path} is reached only by joining {left.name} to {right.name} on {entity_name!r}, "
            f"which has many rows for one {entity_name}: the join would count rows more than once. "
            f"Bring the column into {model.name}, or measure in {right.name}."
        )
    reason = "can be reached in more than one way" if reached else "can't be reached"
    raise NotPlannable(f"{path} {reason} from {model.name}")


class _Ways:
    """Looks for every way; notes those that would multiply rows."""

    def __init__(self, catalog: Catalog, *, knows_partitions: bool) -> None:
        self._catalog = catalog
        self._knows_partitions = knows_partitions
        self.multiplying: list[tuple[SemanticModel, str, SemanticModel]] = []

    def find(self, chain: tuple[SemanticModel, ...], links: list[str], name: str) -> list[Reached]:
        """All ways from the last model of the chain over `links` to the element."""
        model = chain[-1]
        entity = _entity(model, links[0])
        if entity is None:
            return []
        found = []
        for other in self._catalog.semantic_models.values():
            shared = _entity(other, links[0])
            if shared is None or any(other is visited for visited in chain):
                continue
            rests = self._rests((*chain, other), links[1:], name)
            if rests and shared["type"] not in ONE_ROW:
                self.multiplying.append((model, links[0], other))
                continue
            validity = _validity(other)
            if (shared["type"] == "natural" and not validity) or (validity and _validity(model)):
                continue  # no single row: none is known to hold, or two histories meet
            for rest in rests:
                partitions = self._partitions(chain, other)
                join = Join(links[0], _expression(entity), other, _expression(shared), validity, partitions)
                found.append(Reached(name, (join, *rest.joins), rest.expression, rest.kind, rest.grain))
        return found

    def _rests(self, chain: tuple[SemanticModel, ...], links: list[str], name: str) -> list[Reached]:
        if links:
            return self.find(chain, links, name)
        element = _element(chain[-1], name)
        return [element] if element else []

    def _partitions(self, chain: tuple[SemanticModel, ...], other: SemanticModel) -> tuple[Partition, ...]:
        """Each partition of `other` with the nearest model before that has it too, as MetricFlow joins them."""
        partitions = []
        for name, right in _partition_dimensions(other).items():
            for holder in reversed(range(len(chain))):
                left = _partition_dimensions(chain[holder]).get(name)
                if left is None:
                    continue
                if not self._knows_partitions:
                    raise NotPlannable(f"{chain[holder].name} and {other.name} are partitioned")
                if left.grain != right.grain:
                    raise NotPlannable(f"{chain[holder].name} and {other.name} are partitioned at different grains")
                partitions.append(Partition(holder, left.expression, right.expression, right.grain))
                break
        return tuple(partitions)


def _is_own(model: SemanticModel, entity_name: str) -> bool:
    if model.definition.get("primary_entity") == entity_name:
        return True
    entity = _entity(model, entity_name)
    return entity is not None and entity["type"] in ONE_ROW


def _element(model: SemanticModel, name: str) -> Reached | None:
    for dimension in model.definition["dimensions"]:
        if dimension["name"] == name:
            return _dimension(dimension)
    entity = _entity(model, name)
    return Reached(name, (), _expression(entity), "entity") if entity else None


def _dimension(dimension: Mapping[str, Any]) -> Reached:
    parameters = dimension.get("type_params") or {}
    is_time = dimension["type"] == "time"
    grain = str(parameters.get("time_granularity") or "day") if is_time else None
    return Reached(str(dimension["name"]), (), _expression(dimension), str(dimension["type"]), grain)


def _entity(model: SemanticModel, name: str) -> Mapping[str, Any] | None:
    return next((entity for entity in model.definition["entities"] if entity["name"] == name), None)


def _expression(element: Mapping[str, Any]) -> str:
    return str(element.get("expr") or element["name"])


def _validity(model: SemanticModel) -> tuple[str, str] | None:
    ends: dict[str, str] = {}
    for dimension in model.definition["dimensions"]:
        window = (dimension.get("type_params") or {}).get("validity_params") or {}
        if window.get("is_start"):
            ends["from"] = _expression(dimension)
        if window.get("is_end"):
            ends["to"] = _expression(dimension)
    return (ends["from"], ends["to"]) if len(ends) == 2 else None


def _partition_dimensions(model: SemanticModel) -> dict[str, Reached]:
    dimensions = model.definition["dimensions"]
    return {dimension["name"]: _dimension(dimension) for dimension in dimensions if dimension.get("is_partition")}
