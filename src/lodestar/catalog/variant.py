"""Variants of a metric: other definitions that departments are known to use.

    variants:
      with_cancelled_orders:
        label: Cancelled orders count too
        replace: {is_valid: "true"}          # a column, or an input metric, becomes another expression
      in_utc:
        label: Days of UTC instead of Shanghai
        vars: {business_timezone: UTC}       # dbt variables that the models read
      with_bots:
        label: Robots count too
        models: {bot_user_agents: "select * from this where false"}   # a model's rows become others

A variant is small on purpose: several together make the definition of a department, and each says its own part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Variant", "read_variants", "wrong_variants"]

NAME = re.compile(r"[a-z][a-z0-9_]*")
WAYS = ("replace", "vars", "models")


@dataclass(frozen=True)
class Variant:
    """One difference to the definition.

    Attributes:
        replace: name of a column or an input metric -> the SQL expression in its place, wherever the metric's
            expressions, filters and time dimensions name it.
        vars: dbt variable -> value.
        models: dbt model or seed -> a query over its rows, which it calls `this`.
    """

    name: str
    label: str
    label_zh: str = ""
    replace: Mapping[str, str] = field(default_factory=dict)
    vars: Mapping[str, Any] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_models(self) -> bool:
        """Whether marts must be built anew to see it."""
        return bool(self.vars or self.models)


def read_variants(declared: Any) -> dict[str, Variant]:
    """The variants of a contract in which `wrong_variants` finds nothing."""
    return {
        name: Variant(
            name,
            given["label"],
            given.get("label_zh", ""),
            {key: str(value) for key, value in (given.get("replace") or {}).items()},
            dict(given.get("vars") or {}),
            dict(given.get("models") or {}),
        )
        for name, given in (declared or {}).items()
    }


def wrong_variants(declared: Any) -> list[str]:
    """What is wrong with the `variants` of a contract, one sentence each."""
    if declared is None:
        return []
    if not isinstance(declared, Mapping):
        return ["variants must map a name to {label, replace | vars | models}"]
    findings = []
    for name, given in declared.items():
        if not isinstance(name, str) or not NAME.fullmatch(name):
            findings.append(f"variant {name!r} must be named in lower case, such as with_cancelled_orders")
        elif not isinstance(given, Mapping) or not set(given) <= {"label", "label_zh", *WAYS}:
            findings.append(f"variant {name} must have label, label_zh and one or more of {', '.join(WAYS)}")
        elif not isinstance(given.get("label"), str) or not given["label"].strip():
            findings.append(f"variant {name} has no label, which the meeting reads")
        elif not isinstance(given.get("label_zh", ""), str):
            findings.append(f"variant {name}: label_zh must be a text")
        else:
            findings += _wrong_ways(name, given)
    return findings


def _wrong_ways(name: str, given: Mapping[str, Any]) -> list[str]:
    present = [way for way in WAYS if given.get(way)]
    if not present:
        return [f"variant {name} changes nothing: give it {', '.join(WAYS[:-1])} or {WAYS[-1]}"]
    said = [way for way in WAYS if given.get(way) is not None]
    findings = [f"variant {name}: {way} must map names" for way in said if not isinstance(given[way], Mapping)]
    for way in ("replace", "models"):
        texts = given.get(way)
        if isinstance(texts, Mapping) and not all(isinstance(text, str | int | float) for text in texts.values()):
            findings.append(f"variant {name}: what {way} puts in place must be SQL text")
    return findings
