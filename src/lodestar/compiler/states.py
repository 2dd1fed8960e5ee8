"""Aggregate states: what all metrics over a mart share, planned as values.

A *cube* holds the additive parts of simple metrics per business day: once for the whole and once for each slice that
a metric asks for. *Pairs* hold who was there: the distinct (day, slices, key) of a distinct count. From the pairs come
the *gaps*: how many keys were active on a day whose active day before was such and such. That small, additive
histogram answers distinct counts for every period and window exactly: a key counts in a period on its first day there,
that is where the day before lies outside the period.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import SemanticModel
from lodestar.compiler.filters import Condition
from lodestar.compiler.joins import Join, Reached

__all__ = [
    "Cube",
    "Facts",
    "Filter",
    "Pairs",
    "Part",
    "States",
    "free_name",
    "is_key",
    "member_text",
    "path_of",
    "slice_of",
    "slice_text",
]

NOT_SET = "(not set)"
"""The member of rows that have none."""

LONGEST_NAME = 48
"""Postgres cuts names at 63 bytes without a word."""


@dataclass(frozen=True)
class Facts:
    """The rows of a mart, dated by one time dimension, with the joins that filters need.

    A mart that says which rows are new (`loaded_at_field`) keeps its states by the day; joined rows can change unseen,
    so states with joins are rebuilt.
    """

    model: SemanticModel
    time_dimension: str
    joins: tuple[tuple[Join, ...], ...] = ()

    @property
    def is_incremental(self) -> bool:
        """Whether the days that new rows touch can be told."""
        return self.model.loaded_at_field is not None and not self.joins

    @property
    def alone(self) -> Facts:
        """The same rows without joins: what says which days there are."""
        return Facts(self.model, self.time_dimension)


@dataclass(frozen=True)
class Filter:
    """A filter, with the way to each of its items."""

    condition: Condition
    reached: tuple[Reached, ...]


@dataclass(frozen=True)
class Part:
    """One column of a cube: `function` (sum, count, min, max) over `expression`, for rows that pass the filters.

    Both are in the project's dialect; `condition` is canonical SQL with tokens, or empty.
    """

    column: str
    function: str
    expression: str
    conditions: tuple[Filter, ...] = ()


@dataclass(eq=False)
class Cube:
    """A state of additive parts. `slices` maps its name in the `dimension` column to an expression of the mart."""

    name: str
    facts: Facts
    parts: dict[tuple[str, str, tuple[Filter, ...]], Part] = field(default_factory=dict)
    slices: dict[str, str] = field(default_factory=dict)

    def part(self, metric_name: str, function: str, expression: str, conditions: tuple[Filter, ...]) -> str:
        """The column with that part, added when no metric has asked for it yet."""
        key = (function, expression, conditions)
        if key not in self.parts:
            taken = {part.column for part in self.parts.values()}
            column = free_name(f"{metric_name}__{function}", taken)
            self.parts[key] = Part(column, function, expression, conditions)
        return self.parts[key].column


@dataclass(eq=False)
class Pairs:
    """A state of distinct keys. `joined` are slices that other tables hold: their rows can change unseen."""

    name: str
    facts: Facts
    expression: str
    conditions: tuple[Filter, ...]
    slices: dict[str, str] = field(default_factory=dict)
    joined: dict[str, Reached] = field(default_factory=dict)
    needs_gaps: bool = False


class States:
    """Collects the states that metrics ask for; the same wish twice is one state."""

    def __init__(self, catalog: Catalog) -> None:
        """Nothing is asked for yet."""
        self._catalog = catalog
        self.cubes: dict[Facts, Cube] = {}
        self.pairs: dict[tuple[Facts, str, tuple[Filter, ...]], Pairs] = {}

    def cube(self, facts: Facts) -> Cube:
        """The cube over these facts."""
        if facts not in self.cubes:
            self.cubes[facts] = Cube(self._cube_name(facts), facts)
        return self.cubes[facts]

    def distinct(self, facts: Facts, metric_name: str, expression: str, conditions: tuple[Filter, ...]) -> Pairs:
        """The pairs of this key."""
        key = (facts, expression, conditions)
        if key not in self.pairs:
            taken = {pairs.name for pairs in self.pairs.values()}
            name = free_name(f"state__{metric_name}", taken)
            self.pairs[key] = Pairs(name, facts, expression, conditions)
        return self.pairs[key]

    def _cube_name(self, facts: Facts) -> str:
        default = (facts.model.definition.get("defaults") or {}).get("agg_time_dimension")
        parts = ["state", facts.model.name]
        if facts.time_dimension != default:
            parts.append(f"by_{facts.time_dimension}")
        if facts.joins:
            parts.append("joined")
        return free_name("__".join(parts), {cube.name for cube in self.cubes.values()})


def free_name(wanted: str, taken: set[str]) -> str:
    """A name that is free, and short enough for Postgres with a suffix such as `__gaps`."""
    if len(wanted) > LONGEST_NAME:
        wanted = f"{wanted[: LONGEST_NAME - 9]}_{hashlib.sha256(wanted.encode()).hexdigest()[:8]}"
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def slice_of(reached: Reached) -> tuple[str, str]:
    """Name and expression of the slice that a state keeps for a dimension: joined ones are kept by their key."""
    if reached.is_local:
        return f"column {reached.expression}", reached.expression
    first = reached.joins[0]
    return f"entity {first.entity}", first.left


def path_of(reached: Reached) -> str:
    """The name of a joined dimension in a state."""
    return "__".join([*(join.entity for join in reached.joins), reached.name])


def member_text(expression: str) -> str:
    """A member as text."""
    return f"coalesce(cast({expression} as text), '{NOT_SET}')"


def slice_text(name: str, expression: str) -> str:
    """A slice as a state keeps it: a member, or for a joined dimension the key, which may be NULL."""
    return f"cast({expression} as text)" if is_key(name) else member_text(expression)


def is_key(slice_name: str) -> bool:
    """Whether a slice is the key of other tables' dimensions."""
    return slice_name.startswith("entity ")
