"""What a source promises of a raw column, beside its name and type: the contract that the intake holds every row to.

columns:
  - name: amount
    data_type: decimal(18, 2)
    config: {meta: {lodestar: {required: true, least: 0, thousands: ","}}}

The same contract makes the expectations on the raw table, so that no rule is declared twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lodestar.errors import ConfigurationError

__all__ = ["NOW", "RawColumn", "declared_meta", "read_raw_column"]

NOW = "now"
"""A bound of a time: when the row is loaded. `now + 1 day` leaves room for clocks that run ahead."""

BOUND = re.compile(r"now( [+-] \d{1,5} (second|minute|hour|day|week)s?)?")
ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LARGEST = 1e18
"""No column of numbers holds a larger one that is meant."""

EPOCHS = ("s", "ms", "us")
FLAGS = ("required", "optional", "personal")
KEYS = {*FLAGS, "accepted", "least", "most", "epoch", "zone", "thousands", "reads_as", "subject"}


@dataclass(frozen=True)
class RawColumn:
    """A column of a raw table and what its source promises of it.

    Attributes:
        data_type: what the column holds in the raw table.
        required: no row lacks it.
        optional: a file may lack the column, and a JSON line the key; else its absence is a change of the contract.
        accepted: every value that it may have; empty for any.
        least, most: bounds of a number, or of a time as ISO text, `now` or `now + 1 day`; None for none.
        epoch: `s`, `ms` or `us` where files hold a time as a number of those since 1970 UTC.
        zone: IANA zone of times that are written without an offset; UTC where it is empty.
        thousands: what stands between thousands of a number that is written as text.
        reads_as: the type that a text must be readable as, where raw keeps the text.
        personal: it says something of a person, so it must not reach a release.
        subject: the kind of person (`member`) that its values identify, for requests of deletion; empty for none.
    """

    name: str
    data_type: str
    required: bool = False
    optional: bool = False
    accepted: tuple[Any, ...] = ()
    least: Any = None
    most: Any = None
    epoch: str = ""
    zone: str = ""
    thousands: str = ""
    reads_as: str = ""
    personal: bool = False
    subject: str = ""

    @property
    def read_type(self) -> str:
        """The type that rules compare values as, in lower case."""
        return (self.reads_as or self.data_type).lower()


def read_raw_column(column: Mapping[str, Any], *, place: str) -> RawColumn:
    """The contract of a column of a source node in `manifest.json`.

    Raises:
        ConfigurationError: a key is unknown, or its value can't be meant.
    """
    name = column["name"]
    place = f"{place}.{name}"
    declared = declared_meta(column, place=place)
    unknown = sorted(set(declared) - KEYS)
    if unknown:
        raise ConfigurationError(f"{place}: {', '.join(unknown)} is not one of {', '.join(sorted(KEYS))}.")
    for flag in FLAGS:
        if not isinstance(declared.get(flag, False), bool):
            raise ConfigurationError(f"{place}: {flag} must be true or false, not {declared[flag]!r}.")
    for key in ("epoch", "zone", "thousands", "reads_as", "subject"):
        if not isinstance(declared.get(key, ""), str):
            raise ConfigurationError(f"{place}: {key} must be text, not {declared[key]!r}.")
    accepted = declared.get("accepted") or []
    if not isinstance(accepted, list) or not all(isinstance(value, str | int | float) for value in accepted):
        raise ConfigurationError(f"{place}: accepted must be a list of values.")
    for key in ("least", "most"):
        if not _is_bound(declared.get(key)):
            raise ConfigurationError(f"{place}: {key} must be a number, or a time such as 2026-10-01 or now + 1 day.")
    epoch, zone, thousands = (declared.get(key, "") for key in ("epoch", "zone", "thousands"))
    if epoch and epoch not in EPOCHS:
        raise ConfigurationError(f"{place}: epoch is {epoch!r}; write one of {', '.join(EPOCHS)}.")
    if len(thousands) > 1:
        raise ConfigurationError(f"{place}: thousands must be one character, not {thousands!r}.")
    if zone:
        _require_zone(zone, place)
    return RawColumn(
        name=name,
        data_type=column.get("data_type") or "",
        required=declared.get("required", False),
        optional=declared.get("optional", False),
        accepted=tuple(accepted),
        least=declared.get("least"),
        most=declared.get("most"),
        epoch=epoch,
        zone=zone,
        thousands=thousands,
        reads_as=declared.get("reads_as", ""),
        personal=declared.get("personal", False),
        subject=declared.get("subject", ""),
    )


def declared_meta(node: Mapping[str, Any], *, place: str) -> Mapping[str, Any]:
    """The `config.meta.lodestar` of a source's table or column; empty where it says nothing.

    Raises:
        ConfigurationError: it is no mapping.
    """
    holders = [node.get("config") or {}]
    holders = [*(one.get("meta") or {} for one in holders if isinstance(one, Mapping)), node.get("meta") or {}]
    meta = next((one for one in holders if one), {})
    declared = (meta.get("lodestar") or {}) if isinstance(meta, Mapping) else None
    if not isinstance(declared, Mapping):
        raise ConfigurationError(f"{place}: config.meta.lodestar must be a mapping.")
    return declared


def _is_bound(value: Any) -> bool:
    if isinstance(value, str):
        if BOUND.fullmatch(value):
            return True
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
        return bool(ISO.match(value))
    return value is None or (type(value) in (int, float) and abs(value) <= LARGEST)


def _require_zone(zone: str, place: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigurationError(f"{place}: {zone!r} is no time zone; write a name such as Asia/Shanghai.") from error
