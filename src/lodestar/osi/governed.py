"""Contracts that come with a document: checked, and never certified. Certifying takes a decision in this project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lodestar.catalog.contract import STANDARD_GRAINS, read_contract
from lodestar.errors import ConfigurationError
from lodestar.osi.loss import Loss
from lodestar.osi.trust import JINJA, identifier, without_jinja

__all__ = ["contract_to_complete", "governed"]

TO_NAME = "to be named"
UNDONE = re.compile("endraw")
"""Ends what keeps dbt from reading a text as a template."""


def governed(definition: Mapping[str, Any], contract: Any, path: str) -> tuple[dict[str, Any], list[Loss]]:
    """The definition with the contract that came with it, and what was lost of that.

    Raises:
        ConfigurationError: the contract is none, or holds what may not come in.
    """
    place = f"{path}: contract of {definition['name']}"
    if not isinstance(contract, Mapping):
        raise ConfigurationError(f"{place} is no mapping. Lodestar did not write this extension: take it out.")
    grains = contract.get("grains")
    custom = [grain for grain in grains if grain not in STANDARD_GRAINS] if isinstance(grains, list) else []
    for grain in custom:
        identifier(grain, f"{place}: a grain")
    read_contract(contract, place=place, custom_grains=tuple(custom))
    told = {key: _as_text(value, f"{place}: {key}") for key, value in contract.items()}
    losses = []
    if told["status"] == "certified":
        told["status"] = "proposed"
        sentence = "It was certified where it comes from; to certify it takes a decision here."
        losses.append(Loss(path, "status", definition["name"], sentence))
    meta = {**((definition.get("config") or {}).get("meta") or {}), "lodestar": told}
    return {**definition, "config": {"meta": meta}}, losses


def contract_to_complete() -> dict[str, Any]:
    """The contract of a metric that came without one: valid, proposed, and plainly not agreed upon."""
    return {
        "version": 1,
        "status": "proposed",
        "owner": TO_NAME,
        "role": "kpi",
        "unit": TO_NAME,
        "direction": "none",
        "grains": ["day"],
    }


def _as_text(value: Any, place: str) -> Any:
    """A value in which dbt sees no template: a variant may say `{{ this }}`, and it is Lodestar that fills that in."""
    if isinstance(value, str) and JINJA.search(value):
        if UNDONE.search(value):
            without_jinja(value, place)
        return "{% raw %}" + value + "{% endraw %}"
    if isinstance(value, Mapping):
        for key in value:
            without_jinja(key, place)
        return {key: _as_text(inner, f"{place}.{key}") for key, inner in value.items()}
    return [_as_text(inner, place) for inner in value] if isinstance(value, list) else value
