"""Filters of metrics: Jinja in, SQL with named items out.

condition = read_filter("{{ Dimension('order__channel') }} = 'web'")
condition.items                       # (Item("order__channel"),)
condition.sql({item: "channel"})      # "channel = 'web'"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lodestar.compiler.joins import NotPlannable

__all__ = ["Condition", "Item", "read_filter"]

COLUMN = re.compile(r"\w+(\.\w+)?")


@dataclass(frozen=True)
class Item:
    """What a filter names: a dimension, time dimension or entity, with the grain that a time dimension is cut to."""

    path: str
    grain: str | None = None


@dataclass(frozen=True)
class Condition:
    """A filter: SQL text with a mark for each item; `sql` puts expressions in their place."""

    template: str
    items: tuple[Item, ...]

    def sql(self, expressions: Mapping[Item, str]) -> str:
        """The condition with an SQL expression for each item."""
        text = self.template
        for number, item in enumerate(self.items):
            expression = expressions[item]
            # `not` before an expression with `or` in it would mean its first half
            bracketed = expression if COLUMN.fullmatch(expression) else f"({expression})"
            text = text.replace(_mark(number), bracketed)
        return text


@lru_cache(maxsize=4096)
def read_filter(template: str) -> Condition:
    """Parses one filter.

    Raises:
        NotPlannable: it names a metric, a date part, or something that is no item.
    """
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    items: list[Item] = []
    functions: dict[str, Callable[..., Any]] = {
        "Dimension": lambda name, entity_path=(): _Named(items, _path(entity_path, name)),
        "TimeDimension": lambda *arguments, **named: _time(items, *arguments, **named),
        "Entity": lambda name, entity_path=(): _Named(items, _path(entity_path, name)),
        "Metric": _metric,
    }
    try:
        text = SandboxedEnvironment(undefined=StrictUndefined).from_string(template).render(functions)
    except (TemplateError, TypeError, AttributeError) as error:
        raise NotPlannable(f"the filter {template!r} is not understood: {error}") from error
    end = "\n" if "--" in text else ""  # a comment ends with its line, not with the filter
    return Condition(f"({text}{end})", tuple(items))


class _Named:
    """What `Dimension(...)` gives to the template: an item once it is printed, with a grain if one is asked for."""

    def __init__(self, items: list[Item], path: str, grain: str | None = None) -> None:
        self._items, self._path, self._grain = items, path, grain

    def grain(self, grain: str) -> _Named:
        return _Named(self._items, self._path, grain.lower())

    def date_part(self, _part: str) -> _Named:
        raise NotPlannable("a filter by date part")

    def __str__(self) -> str:
        self._items.append(Item(self._path, self._grain))
        return _mark(len(self._items) - 1)


def _time(
    items: list[Item],
    time_dimension_name: str,
    time_granularity_name: str | None = None,
    entity_path: Sequence[str] = (),
    **others: Any,
) -> _Named:
    if others:
        raise NotPlannable(f"a filter by {', '.join(others)}")
    grain = time_granularity_name.lower() if time_granularity_name else None
    return _Named(items, _path(entity_path, time_dimension_name), grain)


def _metric(*_arguments: Any, **_named: Any) -> str:
    raise NotPlannable("a filter by the value of another metric")


def _path(entity_path: Sequence[str], name: str) -> str:
    return "__".join([*entity_path, name]).lower()


def _mark(number: int) -> str:
    return f"\x02{number}\x03"
