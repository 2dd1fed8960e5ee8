"""What a query groups and orders by: names in either of MetricFlow's two ways, read into values.

read_item("listing__ds__week", grains)                     # Asked("listing__ds", grain="week")
read_item("TimeDimension('metric_time', 'month')", grains)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lodestar.compiler.joins import NotPlannable

__all__ = ["DATE_PARTS", "GRAINS", "METRIC_TIME", "Asked", "read_item"]

METRIC_TIME = "metric_time"
"""The path of each metric's own time dimension."""

GRAINS = (
    "nanosecond",
    "microsecond",
    "millisecond",
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "quarter",
    "year",
)
"""Standard grains, fine to coarse."""

DATE_PARTS = {"year": "year", "quarter": "quarter", "month": "month", "day": "day", "dow": "isodow", "doy": "doy"}
"""Parts of a date -> SQL's name. A week begins on Monday, which is 1."""


@dataclass(frozen=True)
class Asked:
    """One name of a query.

    Attributes:
        path: `entity__...__element`, a bare entity, `metric_time`, or the name of a metric.
        kind: what the name must be: `Dimension`, `TimeDimension`, `Entity` or `Metric`; empty where any will do.
    """

    path: str
    grain: str | None = None
    date_part: str | None = None
    kind: str = ""
    is_descending: bool = False


def read_item(text: str, custom_grains: Collection[str]) -> Asked:
    """Reads a name.

    Raises:
        NotPlannable: it is neither of the two ways.
    """
    return _called(text) if "(" in text else _dundered(text, custom_grains)


def _dundered(text: str, custom_grains: Collection[str]) -> Asked:
    is_descending = text.startswith("-")
    *links, last = text.removeprefix("-").lower().split("__")
    if links and (last in GRAINS or last in custom_grains):
        return Asked("__".join(links), grain=last, is_descending=is_descending)
    if links and last.startswith("extract_"):
        return Asked("__".join(links), date_part=last.removeprefix("extract_"), is_descending=is_descending)
    return Asked("__".join([*links, last]), is_descending=is_descending)


def _called(text: str) -> Asked:
    from jinja2 import TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    functions: dict[str, Callable[..., _Call]] = {
        "Dimension": lambda name, entity_path=(): _Call(_asked("Dimension", name, entity_path)),
        "Entity": lambda name, entity_path=(): _Call(_asked("Entity", name, entity_path)),
        "Metric": lambda name: _Call(_asked("Metric", name, ())),
        "TimeDimension": _time_dimension,
    }
    try:
        called = SandboxedEnvironment().compile_expression(text, undefined_to_none=False)(functions)
    except (TemplateError, TypeError, AttributeError) as error:
        raise NotPlannable(f"{text!r} is not understood: {error}") from error
    if not isinstance(called, _Call):
        raise NotPlannable(f"{text!r} is not understood")
    return called.asked


class _Call:
    """What `Dimension(...)` gives: the name so far, with MetricFlow's methods that say more of it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def grain(self, grain: str) -> _Call:
        return _Call(replace(self.asked, grain=grain.lower()))

    def date_part(self, part: str) -> _Call:
        return _Call(replace(self.asked, date_part=part.lower()))

    def descending(self, is_descending: bool) -> _Call:
        return _Call(replace(self.asked, is_descending=bool(is_descending)))


def _time_dimension(
    time_dimension_name: str,
    time_granularity_name: str | None = None,
    entity_path: Sequence[str] = (),
    descending: bool | None = None,
    date_part_name: str | None = None,
) -> _Call:
    asked = _asked("TimeDimension", time_dimension_name, entity_path)
    grain = time_granularity_name.lower() if time_granularity_name else None
    part = date_part_name.lower() if date_part_name else None
    return _Call(replace(asked, grain=grain, date_part=part, is_descending=bool(descending)))


def _asked(kind: str, name: str, entity_path: Any) -> Asked:
    return Asked("__".join([*entity_path, name]).lower(), kind=kind)
