"""OSI relationships as dbt's entities: dbt joins where two semantic models have an entity of one name.

    losses = join_marts(model, "semantic_model[0].", marts.by_name)

A foreign key is called after the key that it leads to. dbt takes keys of one column, and knows a key by one name: the
relationships that this leaves out are the losses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from lodestar.catalog.contract import IDENTIFIER
from lodestar.osi.loss import Loss
from lodestar.osi.mart import Mart
from lodestar.osi.portable import bare_column
from lodestar.osi.trust import name_for_dbt

__all__ = ["entity_name", "field_names", "join_marts"]

KEYS = ("primary", "unique")


def join_marts(model: Mapping[str, Any], path: str, marts: Mapping[str, Mart]) -> list[Loss]:
    """Gives each foreign key the entity of the key that it leads to, in the marts' definitions.

    Args:
        path: the model's place in the document, ending in a dot where it is not at the top.
        marts: those that could be read, by the name that they have in the document.

    Returns:
        What dbt can't say.
    """
    told = model.get("relationships", [])
    ways = Counter(_way(relationship) for relationship in told)
    taken = field_names(model)
    losses = []
    for number, relationship in enumerate(told):
        place = f"{path}relationships[{number}]"
        ends = (*relationship["from_columns"], *relationship["to_columns"])
        source, target = (marts.get(relationship[end]) for end in ("from", "to"))
        reason = None
        if source is None or target is None:
            reason = "one of its datasets could not be read"
        elif len(ends) > 2:
            reason = "dbt joins on one column"
        elif not all(IDENTIFIER.fullmatch(end) for end in ends):
            reason = "its columns are no names"
        elif ways[_way(relationship)] > 1:
            reason = "another one leads to the same key, and dbt knows a key by one name only"
        else:
            reason = _join(source, target, ends[0], ends[1], taken)
        if reason:
            losses.append(Loss(place, "relationship", None, f"{relationship['name']}, all of it: {reason}."))
        losses += [
            Loss(place, key, None, f"Of the relationship {relationship['name']}.")
            for key in ("ai_context", "custom_extensions")
            if relationship.get(key)
        ]
    return losses


def entity_name(wanted: str, taken: Collection[str]) -> str | None:
    """A name for a key that no field has; None where dbt takes none like it."""
    return name_for_dbt(f"{wanted}_key" if wanted.lower() in taken else wanted)


def field_names(model: Mapping[str, Any]) -> frozenset[str]:
    """Names of fields anywhere: an entity of the same name would be taken for one of them."""
    return frozenset(field["name"].lower() for dataset in model["datasets"] for field in dataset.get("fields", []))


def _way(relationship: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    return relationship["from"], relationship["to"], tuple(relationship["to_columns"])


def _join(source: Mart, target: Mart, left: str, right: str, taken: Collection[str]) -> str | None:
    """Makes both columns one entity; says why where that can't be."""
    keys = target.entities_of(right, KEYS)
    if any(key in source.entities_of(left, (*KEYS, "foreign")) for key in keys):
        return None
    if not keys:
        name = entity_name(f"{target.name}_{right}", taken)
        if name is None:
            return f"{right} can't be the name of a key"
        target.definition.setdefault("entities", []).append({"name": name, "type": "unique", "expr": right})
        keys = [name]
    elements = [element for kind in ("entities", "dimensions") for element in source.definition.get(kind, [])]
    if keys[0] in {element["name"] for element in elements}:
        return f"{source.name} has something else called {keys[0]!r}"
    column = bare_column(source.fields.get(left, left), "")
    source.definition.setdefault("entities", []).append({"name": keys[0], "type": "foreign", "expr": column or left})
    return None
