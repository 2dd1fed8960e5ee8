"""Metrics planned, and the tables that hold them.

Metrics over the same marts share a table: they share states, calendar and members, and one statement costs less than
twenty. The view `metric_values` is where readers find them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lodestar.catalog.contract import Contract
from lodestar.catalog.metric import Metric
from lodestar.compiler.joins import Reached
from lodestar.compiler.leaves import (
    Additive,
    Answered,
    Cohort,
    Conversion,
    Distinct,
    Growth,
    Input,
    Leaf,
    Percentile,
    SemiAdditive,
)
from lodestar.compiler.plan import Period
from lodestar.compiler.planner import Formula
from lodestar.compiler.states import Facts, Pairs, free_name

__all__ = ["MetricPlan", "MetricTable", "facts_of", "pairs_of", "sliced_facts", "tables_of"]


@dataclass(frozen=True)
class MetricPlan:
    """A metric, planned: which periods and members it has, and which leaves its values are made of.

    Attributes:
        dimensions: business name -> semantic model's name -> how the dimension is reached from there.
        dated: the rows that say how far the data reaches.
        served_by: `planner` or `metricflow`.
        reason: why it is not the planner.
    """

    metric: Metric
    contract: Contract
    formula: Formula
    periods: tuple[Period, ...]
    dimensions: Mapping[str, Mapping[str, Reached]]
    dated: tuple[Facts, ...]
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
        facts = [*self.dated, *(f for leaf in leaves for f in facts_of(leaf))]
        if any(isinstance(leaf, Conversion) and leaf.days is None for leaf in leaves):
            return False  # a conversion may belong to any day before
        is_joined = any(reached.joins for ways in self.dimensions.values() for reached in ways.values())
        return all(f.is_incremental for f in facts) and not is_joined


@dataclass(frozen=True)
class MetricTable:
    """A table of metrics that fit together. `spine` is the calendar's model (as Jinja) and its day column."""

    name: str
    plans: tuple[MetricPlan, ...]
    spine: tuple[str, str]

    @property
    def is_answered(self) -> bool:
        """Whether MetricFlow serves it."""
        return self.plans[0].is_answered

    @property
    def is_incremental(self) -> bool:
        """Whether it can be brought up to date."""
        return self.plans[0].is_incremental

    @property
    def dated(self) -> tuple[Facts, ...]:
        """The rows that say how far the data reaches."""
        return self.plans[0].dated

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Of all its metrics."""
        return tuple(given for plan in self.plans for given in plan.formula.inputs)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Of all its metrics."""
        return tuple(dict.fromkeys(period for plan in self.plans for period in plan.periods))


class _Group:
    """Plans that can stand in one table. What they share is kept: one more is held against all of them at once."""

    def __init__(self, first: MetricPlan) -> None:
        self.plans = [first]
        self.is_answered, self.is_incremental = first.is_answered, first.is_incremental
        self.dimensions = dict(first.dimensions)

    def fits(self, plan: MetricPlan, *, is_incremental: bool) -> bool:
        """Whether a plan that MetricFlow does not serve can stand beside all of them."""
        return (
            not self.is_answered
            and self.is_incremental == is_incremental
            and self.plans[0].dated == plan.dated
            and all(self.dimensions.get(name, ways) == ways for name, ways in plan.dimensions.items())
        )

    def add(self, plan: MetricPlan) -> None:
        """Takes it in."""
        self.plans.append(plan)
        self.dimensions |= plan.dimensions


def tables_of(plans: Sequence[MetricPlan], spine: tuple[str, str]) -> tuple[MetricTable, ...]:
    """Puts metrics together that fit, in the order of their names."""
    collected: list[_Group] = []
    for plan in plans:
        is_answered, is_incremental = plan.is_answered, plan.is_incremental
        fitting = (group for group in collected if not is_answered and group.fits(plan, is_incremental=is_incremental))
        found = next(fitting, None)
        if found:
            found.add(plan)
        else:
            collected.append(_Group(plan))
    groups = [group.plans for group in collected]
    tables: list[MetricTable] = []
    for group in groups:
        marts = dict.fromkeys(facts.model.name for facts in group[0].dated)
        wanted = group[0].metric.name if group[0].is_answered else "_and_".join(marts)
        if not group[0].is_incremental and all(facts.is_incremental for facts in group[0].dated):
            wanted += "__rebuilt"
        name = free_name(f"metric_values__{wanted}", {table.name for table in tables})
        tables.append(MetricTable(name, tuple(group), spine))
    return tuple(tables)


def facts_of(leaf: Leaf) -> tuple[Facts, ...]:
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
            facts += [found.alone for found in facts_of(given.leaf)]
    return tuple(dict.fromkeys(facts))


def pairs_of(leaf: Leaf) -> tuple[Pairs, ...]:
    """The pairs that a leaf reads by dimension."""
    if isinstance(leaf, Distinct | Growth):
        return (leaf.pairs,)
    return (leaf.base,) if isinstance(leaf, Conversion | Cohort) else ()
