"""The contract of a metric: `config.meta.lodestar`, read strictly, all findings at once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lodestar.catalog.variant import Variant, read_variants, wrong_variants
from lodestar.errors import UNSEEN, ConfigurationError

__all__ = [
    "DIRECTIONS",
    "GROWTH_STATES",
    "IDENTIFIER",
    "ROLES",
    "STANDARD_GRAINS",
    "STATUSES",
    "VISIBILITIES",
    "Contract",
    "Retention",
    "Tolerance",
    "read_contract",
]

STATUSES = ("proposed", "certified", "deprecated", "retired")
ROLES = ("north_star", "driver", "guardrail", "outcome", "kpi")
DIRECTIONS = ("up", "down", "none")
STANDARD_GRAINS = ("day", "week", "month", "quarter", "year")
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What may become a name in SQL. Members, labels and descriptions may be any text."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

REQUIRED = ("version", "status", "owner", "role", "unit", "direction", "grains")
OPTIONAL = (
    "dimensions",
    "label_zh",
    "maturity_days",
    "closing_lag_days",
    "retention",
    "growth_accounting",
    "deprecation",
    "tolerance",
    "least",
    "most",
    "visibility",
    "review_days",
    "variants",
)

VISIBILITIES = ("public", "company", "team")
"""Who may read the values: anybody, everyone in the company, or the owning team alone."""

REVIEW_DAYS = 365
"""How long an agreed definition stands before people look at it again, unless its contract says otherwise."""

GROWTH_STATES = ("new", "retained", "resurrected", "churned")

MOST = 100_000
"""Days or versions: two hundred and seventy years; dates that are further away can't be computed with."""

LARGEST = 1e18
"""No figure is further off."""


@dataclass(frozen=True)
class Tolerance:
    """How far two figures may differ and still agree: by a share of the hub's value, by an amount, or by either."""

    relative: float = 0.0
    absolute: float = 0.0

    def allows(self, ours: float, theirs: float) -> bool:
        """Whether they agree."""
        return abs(theirs - ours) <= max(self.absolute, self.relative * abs(ours))


@dataclass(frozen=True)
class Contract:
    """What people agreed on about a metric, beside its formula.

    Attributes:
        version: counts up with each change of meaning; starts at 1.
        grains: grains that the metric table holds, e.g. `("week", "month")`.
        dimensions: business name -> MetricFlow's path, e.g. `{"store": "store__store_name"}`.
        maturity_days: days after a period's end until its value can be known; at least a retention's own.
        closing_lag_days: days after that in which late rows still come: until then a value is provisional.
        tolerance: how far a reported figure may be off before it counts as another one.
        least, most: bounds that no value can be beyond, such as 0 and 1 for a share; None for none.
        visibility: `public`, `company` or `team`.
        review_days: days after which a decision about it should be looked at again.
        replaced_by, last_date: of a deprecated metric: what to use instead, and the last date on which it is served.
        variants: name -> another definition that departments are known to use, for `lodestar reconcile`.
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
    closing_lag_days: int = 0
    tolerance: Tolerance = Tolerance()
    least: float | None = None
    most: float | None = None
    visibility: str = "company"
    review_days: int = REVIEW_DAYS
    replaced_by: str | None = None
    last_date: date | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)

    @property
    def days_until_final(self) -> int:
        """Days after a period's end until its value no longer moves."""
        return max(self.maturity_days, self.closing_lag_days)


@dataclass(frozen=True)
class Retention:
    """Active again `first_day` to `last_day` days after the cohort day: on day 7 is (7, 7), within 7 days (1, 7)."""

    first_day: int
    last_day: int


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
    findings += [f"{shown(key)} is not a key of the contract" for key in meta if key not in REQUIRED + OPTIONAL]
    findings += _wrong_choices(meta)
    findings += _wrong_numbers(meta)
    findings += _wrong_grains(meta.get("grains", []), STANDARD_GRAINS + custom_grains)
    dimensions = {} if meta.get("dimensions") is None else meta["dimensions"]
    findings += _wrong_dimensions(dimensions)
    findings += _wrong_retention(meta.get("retention"))
    findings += _wrong_deprecation(meta)
    findings += _wrong_tolerance(meta.get("tolerance"))
    findings += _wrong_bounds(meta)
    findings += wrong_variants(meta.get("variants"))
    if meta.get("growth_accounting") not in (None, *GROWTH_STATES):
        findings.append(
            f"growth_accounting is {shown(meta['growth_accounting'])}; write one of {', '.join(GROWTH_STATES)}"
        )
    if UNSEEN.search(_text_of(meta)):
        findings.append("a text in it holds a character that nobody can see")
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
        closing_lag_days=meta.get("closing_lag_days", 0),
        tolerance=Tolerance(**{key: float(value) for key, value in (meta.get("tolerance") or {}).items()}),
        least=meta.get("least"),
        most=meta.get("most"),
        visibility=meta.get("visibility", "company"),
        review_days=meta.get("review_days", REVIEW_DAYS),
        replaced_by=(meta.get("deprecation") or {}).get("replaced_by"),
        last_date=_date((meta.get("deprecation") or {}).get("last_date")),
        variants=read_variants(meta.get("variants")),
    )


def _text_of(value: Any) -> str:
    """All texts in a value, one after another."""
    if isinstance(value, Mapping):
        return " ".join(_text_of(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return " ".join(map(_text_of, value))
    return value if isinstance(value, str) else ""


def _date(declared: Any) -> date | None:
    """A date of YAML, which dbt hands on as text."""
    if declared is None or type(declared) is date:
        return declared
    if not isinstance(declared, str) or not DAY.fullmatch(declared):
        return None
    try:
        return date.fromisoformat(declared)
    except ValueError:
        return None


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
        or any(type(days) is not int or not 1 <= days <= MOST for days in declared.values())
    ):
        return [f"retention must be {{on_day: N}} or {{within_days: N}} with a whole number from 1 to {MOST:,}"]
    return []


def _wrong_deprecation(meta: Mapping[str, Any]) -> list[str]:
    declared = meta.get("deprecation")
    if meta.get("status") != "deprecated":
        return ["deprecation belongs to status deprecated"] if declared is not None else []
    if (
        not isinstance(declared, Mapping)
        or set(declared) != {"replaced_by", "last_date"}
        or not isinstance(declared["replaced_by"], str)
        or not declared["replaced_by"].strip()
        or _date(declared["last_date"]) is None
    ):
        return ["status deprecated needs deprecation: {replaced_by: <metric>, last_date: <date, such as 2027-03-31>}"]
    return []


def _wrong_tolerance(declared: Any) -> list[str]:
    if declared is None:
        return []
    if (
        not isinstance(declared, Mapping)
        or not declared
        or not set(declared) <= {"relative", "absolute"}
        or any(type(value) not in (int, float) or not 0 <= value <= LARGEST for value in declared.values())
    ):
        return ["tolerance must be {relative: 0.01}, {absolute: 5} or both, with numbers from 0"]
    return []


def _wrong_bounds(meta: Mapping[str, Any]) -> list[str]:
    bounds = {key: meta[key] for key in ("least", "most") if key in meta}
    wrong = [key for key, bound in bounds.items() if type(bound) not in (int, float) or not math.isfinite(bound)]
    if wrong:
        return [f"{key} is {shown(bounds[key])}; write a number" for key in wrong]
    if len(bounds) == 2 and bounds["least"] > bounds["most"]:
        return [f"least is {bounds['least']}, above most, {bounds['most']}"]
    return []


def shown(value: Any) -> str:
    """A value as people see it in a message: whole where it is short."""
    try:
        text = repr(value)
    except ValueError:  # Python does not write whole numbers of thousands of digits
        return "a number of thousands of digits"
    return text if len(text) <= 80 else f"{text[:60]}... ({len(text):,} letters)"


def _wrong_choices(meta: Mapping[str, Any]) -> list[str]:
    choices = {"status": STATUSES, "role": ROLES, "direction": DIRECTIONS, "visibility": VISIBILITIES}
    return [
        f"{key} is {shown(meta[key])}; write one of {', '.join(allowed)}"
        for key, allowed in choices.items()
        if key in meta and meta[key] not in allowed
    ]


def _wrong_numbers(meta: Mapping[str, Any]) -> list[str]:
    least = {"version": 1, "maturity_days": 0, "closing_lag_days": 0, "review_days": 1}
    return [
        f"{key} is {shown(meta[key])}; write a whole number from {minimum} to {MOST:,}"
        for key, minimum in least.items()
        if key in meta and (type(meta[key]) is not int or not minimum <= meta[key] <= MOST)
    ]


def _wrong_grains(grains: Any, known: tuple[str, ...]) -> list[str]:
    if not isinstance(grains, list) or not grains:
        return ["grains must be a list with at least one of " + ", ".join(known)]
    findings = [f"grain {shown(grain)} is not one of {', '.join(known)}" for grain in grains if grain not in known]
    if len(set(map(shown, grains))) < len(grains):
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
            findings.append(f"dimension {shown(name)} must be named with letters, digits and underscores")
        if not isinstance(path, str) or "__" not in path or not IDENTIFIER.fullmatch(path):
            findings.append(f"dimension {shown(name)} must name entity__dimension, not {shown(path)}")
    return findings
