"""A metric's table, planned: which periods and members it has, and which leaves its values are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lodestar.catalog.metric import Metric
from lodestar.compiler.joins import Reached
from lodestar.compiler.leaves import (
    Additive,
    Answered,
    Cohort,
    Conversion,
    Distinct,
    Growth,
    Leaf,
    Percentile,
    SemiAdditive,
)
from lodestar.compiler.plan import Period
from lodestar.compiler.planner import Formula
from lodestar.compiler.states import Facts, Pairs

__all__ = ["MetricTable", "pairs_of", "sliced_facts"]


@dataclass(frozen=True)
class MetricTable:
    """A metric's table, planned.

    Attributes:
        dimensions: business name -> semantic model's name -> how the dimension is reached from there.
        dated: the rows that say how far the data reaches.
        served_by: `planner`, or `metricflow` and why.
    """

    metric: Metric
    formula: Formula
    periods: tuple[Period, ...]
    dimensions: Mapping[str, Mapping[str, Reached]]
    dated: tuple[Facts, ...]
    spine_ref: str
    spine_column: str
    served_by: str
    reason: str

    @property
    def is_answered(self) -> bool:
        """Whether MetricFlow serves it."""
        return any(isinstance(given.leaf, Answered) for given in self.formula.inputs)

    @property
    def is_incremental(self) -> bool:
        """Whether it can be brought up to date: every state can, and no other table's change can move it."""
        leaves = [given.leaf for given in self.formula.inputs]
        if self.is_answered:
            return False
        facts = [*self.dated, *(f for leaf in leaves for f in _facts_of(leaf))]
        if any(isinstance(leaf, Conversion) and leaf.days is None for leaf in leaves):
            return False  # a conversion may belong to any day before
        is_joined = any(reached.joins for ways in self.dimensions.values() for reached in ways.values())
        return all(f.is_incremental for f in facts) and not is_joined


def _facts_of(leaf: Leaf) -> tuple[Facts, ...]:
    """The rows of marts that a leaf is computed from."""
    if isinstance(leaf, Additive | SemiAdditive):
        return (leaf.cube.facts,)
    if isinstance(leaf, Distinct | Growth):
        return (leaf.pairs.facts,)
    if isinstance(leaf, Percentile):
        return (leaf.facts,)
    if isinstance(leaf, Conversion):
        return (leaf.base.facts, leaf.conversion.facts)
    if isinstance(leaf, Cohort):
        return (leaf.base.facts,) if leaf.active is None else (leaf.base.facts, leaf.active.facts)
    return ()


def sliced_facts(formula: Formula) -> tuple[Facts, ...]:
    """The rows that are cut by dimension: of a conversion or a retention those that it begins with."""
    facts: list[Facts] = []
    for given in formula.inputs:
        if isinstance(given.leaf, Conversion | Cohort):
            facts.append(given.leaf.base.facts.alone)
        else:
            facts += [found.alone for found in _facts_of(given.leaf)]
    return tuple(dict.fromkeys(facts))


def pairs_of(leaf: Leaf) -> tuple[Pairs, ...]:
    """The pairs that a leaf reads by dimension."""
    if isinstance(leaf, Distinct | Growth):
        return (leaf.pairs,)
    return (leaf.base,) if isinstance(leaf, Conversion | Cohort) else ()
