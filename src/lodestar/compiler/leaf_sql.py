"""Leaves in SQL: each becomes a CTE with `grain, period_start, dimension, member, value`, where there is a value.

Weeks, months, windows and retention come from the daily states; only percentiles read the mart.
"""

from __future__ import annotations

from lodestar.compiler import leaf_keys, leaf_periods, leaf_windows
from lodestar.compiler.layout import unioned
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
    Window,
)
from lodestar.compiler.state_rows import StateRows

__all__ = ["leaf_names"]


def leaf_names(rows: StateRows) -> list[str]:
    """Names of the CTEs of a metric's inputs, which are written into `rows` where they are not there yet."""
    return [
        rows.leaf(given.leaf, lambda number, leaf=given.leaf: _leaf(rows, leaf, number))  # type: ignore[misc]
        for given in rows.plan.formula.inputs
    ]


def _leaf(rows: StateRows, leaf: Leaf, number: int) -> str:  # noqa: PLR0911  (one line a kind of leaf)
    match leaf:
        case Additive(window=None):
            return leaf_periods.additive(rows, leaf)
        case Additive(window=Window() as window):
            return leaf_windows.cumulative_sum(rows, leaf, window, number)
        case Distinct(pairs=pairs, window=None):
            return leaf_periods.distinct(rows, pairs)
        case Distinct(pairs=pairs, window=Window() as window):
            return leaf_windows.cumulative_keys(rows, pairs, window, number)
        case Growth():
            return leaf_periods.growth(rows, leaf)
        case SemiAdditive():
            return leaf_periods.semi_additive(rows, leaf)
        case Percentile():
            return leaf_periods.percentile(rows, leaf)
        case Conversion():
            return leaf_keys.conversion(rows, leaf, number)
        case Cohort():
            return leaf_keys.cohort(rows, leaf, number)
        case Answered():
            return unioned(leaf.queries)
    raise TypeError(type(leaf).__name__)
