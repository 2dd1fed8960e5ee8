"""Several variants of a metric as one: what a department's definition may be.

variation = together([contract.variants["with_cancelled_orders"], contract.variants["in_utc"]])
variation.replace, variation.vars, variation.models
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lodestar.catalog.substitution import folded
from lodestar.catalog.variant import Variant

__all__ = ["Variation", "together"]


@dataclass(frozen=True)
class Variation:
    """What is other than in the hub's definition.

    Attributes:
        replace: column or input metric -> expression.
        vars: dbt variable -> value.
        models: `(model, query over its rows)`, in the order in which they apply: a later one reads what the earlier
            gave.
    """

    replace: Mapping[str, str] = field(default_factory=dict)
    vars: Mapping[str, Any] = field(default_factory=dict)
    models: tuple[tuple[str, str], ...] = ()

    @property
    def needs_models(self) -> bool:
        """Whether marts must be built to see it."""
        return bool(self.vars or self.models)

    @property
    def marts_key(self) -> str:
        """The same for variations that need the same marts; empty where the marts are the hub's."""
        return _digest([self.vars, self.models]) if self.needs_models else ""

    @property
    def vars_key(self) -> str:
        """The same for variations whose projects differ in models alone."""
        return _digest(self.vars)


def together(variants: Iterable[Variant]) -> Variation | None:
    """Variants merged in the order given; None where two of them want different things in one place."""
    replaced: dict[str, str] = {}
    variables: dict[str, Any] = {}
    models: dict[tuple[str, str], None] = {}
    for variant in variants:
        for name, text in variant.replace.items():
            if replaced.setdefault(folded(name), text) != text:
                return None
        for name, value in variant.vars.items():
            if variables.setdefault(name, value) != value:
                return None
        models |= dict.fromkeys(variant.models.items())
    return Variation(replaced, variables, tuple(models))


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:12]
