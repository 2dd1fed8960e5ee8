"""The contract of a metric: `config.meta.lodestar`, read strictly, all findings at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from lodestar.errors import ConfigurationError

__all__ = [
    "DIRECTIONS",
    "GROWTH_STATES",
    "IDENTIFIER",
    "ROLES",
    "STANDARD_GRAINS",
    "STATUSES",
    "Contract",
    "DataThrough",
    "Retention",
    "read_column",
    "read_contract",
    "read_data_through",
    "read_time_zone",
]

STATUSES = ("proposed", "certified", "deprecated", "retired")
ROLES = ("north_star", "driver", "guardrail", "outcome", "kpi")
DIRECTIONS = ("up", "down", "none")
STANDARD_GRAINS = ("day", "week", "month", "quarter", "year")
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What may become a name in SQL. Members, labels and descriptions may be any text."""

REQUIRED = ("version", "status", "owner", "role", "unit", "direction", "grains")
OPTIONAL = ("dimensions", "label_zh", "maturity_days", "retention", "growth_accounting")

GROWTH_STATES = ("new", "retained", "resurrected", "churned")


@dataclass(frozen=True)
class Contract:
    """What people agreed on about a metric, beside its formula.

    Attributes:
        version: counts up with each change of meaning; starts at 1.
        grains: grains that the metric table holds, e.g. `("week", "month")`.
        dimensions: business name -> MetricFlow's path, e.g. `{"store": "store__store_name"}`.
        maturity_days: days after a period's end until its value can be known; at least a retention's own.
        retention: makes a conversion metric a retention: who of a cohort was active again.
        growth_accounting: makes a metric of distinct keys one state of growth accounting: `new`, `retained`,
            `resurrected` or `churned`.
    """

    version: int
    status: str
    owner: str
    role: str
    unit: str
    direction: str
    grains: tuple[str, ...]
    dimensions: Mapping[str, str] = field(default_factory=dict)
    label_zh: str = ""
    maturity_days: int = 0
    retention: Retention | None = None
    growth_accounting: str | None = None


@dataclass(frozen=True)
class Retention:
    """Active again `first_day` to `last_day` days after the cohort day: on day 7 is (7, 7), within 7 days (1, 7)."""

    first_day: int
    last_day: int


@dataclass(frozen=True)
class DataThrough:
    """Where the last complete business date of a mart stands: a column of another model, for the rows that match."""

    model: str
    column: str
    where: tuple[tuple[str, str], ...] = ()


def read_contract(meta: Any, *, place: str, custom_grains: tuple[str, ...] = ()) -> Contract:
    """The contract in `meta` (the value of `config.meta.lodestar`).

    Args:
        place: file and metric, for messages.
        custom_grains: names of the time spine's custom granularities, which contracts may use too.

    Raises:
        ConfigurationError: with every finding, one a line.
    """
    if not isinstance(meta, Mapping):
        raise ConfigurationError(f"{place}: config.meta.lodestar must be a mapping, not {type(meta).__name__}.")
    findings = [f"{key} is missing" for key in REQUIRED if key not in meta]
    findings += [f"{key!r} is not a key of the contract" for key in meta if key not in REQUIRED + OPTIONAL]
    findings += _wrong_choices(meta)
    findings += _wrong_numbers(meta)
    findings += _wrong_grains(meta.get("grains", []), STANDARD_GRAINS + custom_grains)
    dimensions = meta.get("dimensions") or {}
    findings += _wrong_dimensions(dimensions)
    findings += _wrong_retention(meta.get("retention"))
    if meta.get("growth_accounting") not in (None, *GROWTH_STATES):
        findings.append(f"growth_accounting is {meta['growth_accounting']!r}; write one of {', '.join(GROWTH_STATES)}")
    for key in ("owner", "unit", "label_zh"):
        if key in meta and (not isinstance(meta[key], str) or not meta[key].strip()):
            findings.append(f"{key} must be a text that is not empty")
    if findings:
        raise ConfigurationError("\n".join(f"{place}: {finding}." for finding in findings))
    retention = _retention(meta.get("retention"))
    return Contract(
        version=meta["version"],
        status=meta["status"],
        owner=meta["owner"],
        role=meta["role"],
        unit=meta["unit"],
        direction=meta["direction"],
        grains=tuple(meta["grains"]),
        dimensions=dict(dimensions),
        label_zh=meta.get("label_zh", ""),
        maturity_days=max(meta.get("maturity_days", 0), retention.last_day if retention else 0),
        retention=retention,
        growth_accounting=meta.get("growth_accounting"),
    )


def _retention(declared: Any) -> Retention | None:
    if not declared:
        return None
    if "on_day" in declared:
        return Retention(declared["on_day"], declared["on_day"])
    return Retention(1, declared["within_days"])


def _wrong_retention(declared: Any) -> list[str]:
    if declared is None:
        return []
    if (
        not isinstance(declared, Mapping)
        or len(declared) != 1
        or not set(declared) <= {"on_day", "within_days"}
        or any(type(days) is not int or days < 1 for days in declared.values())
    ):
        return ["retention must be {on_day: N} or {within_days: N} with a whole number from 1"]
    return []


def read_data_through(meta: Any, *, place: str) -> DataThrough:
    """The `data_through` of a model's `config.meta.lodestar`.

    Raises:
        ConfigurationError: it is not `{model, column, where}`.
    """
    if (
        not isinstance(meta, Mapping)
        or not {"model", "column"} <= set(meta) <= {"model", "column", "where"}
        or not isinstance(meta.get("where") or {}, Mapping)
    ):
        raise ConfigurationError(
            f"{place}: data_through must be {{model: ..., column: ..., where: {{column: value}}}}."
        )
    names = [meta["model"], meta["column"], *(meta.get("where") or {})]
    wrong = [str(name) for name in names if not IDENTIFIER.fullmatch(str(name))]
    if wrong:
        raise ConfigurationError(f"{place}: data_through names {', '.join(wrong)}, which is no name in SQL.")
    where = tuple((str(column), str(value)) for column, value in (meta.get("where") or {}).items())
    return DataThrough(model=str(meta["model"]), column=str(meta["column"]), where=where)


def read_column(meta: Mapping[str, Any], key: str, *, place: str) -> str | None:
    """A column's name in a model's `config.meta.lodestar`.

    Raises:
        ConfigurationError: it is no name in SQL.
    """
    name = meta.get(key)
    if name is not None and not IDENTIFIER.fullmatch(str(name)):
        raise ConfigurationError(f"{place}: {key} is {name!r}, which is no name of a column.")
    return None if name is None else str(name)


def read_time_zone(meta: Mapping[str, Any], *, place: str) -> str | None:
    """The `time_zone` of a model's `config.meta.lodestar`.

    Raises:
        ConfigurationError: no such zone is known, for example because it was written as an offset.
    """
    name = meta.get("time_zone")
    if name is None:
        return None
    try:
        return ZoneInfo(name).key
    except (KeyError, OSError, TypeError, ValueError) as error:
        message = f"{place}: time_zone is {name!r}; write a zone's name, such as Asia/Shanghai."
        raise ConfigurationError(message) from error


def _wrong_choices(meta: Mapping[str, Any]) -> list[str]:
    choices = {"status": STATUSES, "role": ROLES, "direction": DIRECTIONS}
    return [
        f"{key} is {meta[key]!r}; write one of {', '.join(allowed)}"
        for key, allowed in choices.items()
        if key in meta and meta[key] not in allowed
    ]


def _wrong_numbers(meta: Mapping[str, Any]) -> list[str]:
    least = {"version": 1, "maturity_days": 0}
    return [
        f"{key} is {meta[key]!r}; write a whole number from {minimum}"
        for key, minimum in least.items()
        if key in meta and (type(meta[key]) is not int or meta[key] < minimum)
    ]


def _wrong_grains(grains: Any, known: tuple[str, ...]) -> list[str]:
    if not isinstance(grains, list) or not grains:
        return ["grains must be a list with at least one of " + ", ".join(known)]
    findings = [f"grain {grain!r} is not one of {', '.join(known)}" for grain in grains if grain not in known]
    if len(set(map(str, grains))) < len(grains):
        findings.append("a grain stands twice in grains")
    return findings


def _wrong_dimensions(dimensions: Any) -> list[str]:
    if not isinstance(dimensions, Mapping):
        return ["dimensions must map a business name to entity__dimension, e.g. {store: store__store_name}"]
    findings = []
    for name, path in dimensions.items():
        if name == "total":
            findings.append("a dimension can't be called 'total': that name is kept for the whole")
        if not isinstance(name, str) or not IDENTIFIER.fullmatch(name):
            findings.append(f"dimension {name!r} must be named with letters, digits and underscores")
        if not isinstance(path, str) or "__" not in path or not IDENTIFIER.fullmatch(path):
            findings.append(f"dimension {name!r} must name entity__dimension, not {path!r}")
    return findings
