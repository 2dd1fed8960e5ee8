"""The joins that metrics make: what a check has to hold them to."""

from __future__ import annotations

from lodestar.compiler.generate import Generated
from lodestar.compiler.joins import Join
from lodestar.compiler.metric_table import facts_of

__all__ = ["used_joins"]


def used_joins(generated: Generated) -> tuple[Join, ...]:
    """Each join of a dimension or a filter once, of all metrics that the planner serves."""
    found: dict[tuple[str, str], Join] = {}
    for plan in generated.plans.values():
        paths = [reached.joins for ways in plan.dimensions.values() for reached in ways.values()]
        paths += [path for given in plan.formula.inputs for facts in facts_of(given.leaf) for path in facts.joins]
        for join in (join for path in paths for join in path):
            found[join.model.name, join.right] = join
    return tuple(found[key] for key in sorted(found))
