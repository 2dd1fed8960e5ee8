"""Why a metric moved, in every way in which its change can be divided; and which ways there are not, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from lodestar.governance.identity import equation
from lodestar.governance.trees import Node
from lodestar.governance.units import is_quotient
from lodestar.releases.series import TOTAL, Point, Series
from lodestar.review.contribution import Explanation, Reason, UndividedError
from lodestar.review.explanation import HALVES, by_dimension, by_halves, by_identity
from lodestar.review.statement import Statement

__all__ = ["TeamStatement", "Undivided", "Why", "explain"]

DISTINCT = "count distinct("
"""In a formula: things are counted once, and one of them can be under several members."""


@dataclass(frozen=True)
class Undivided:
    """A way (a dimension, an identity, `halves`) in which the change can't be divided, and why."""

    by: str
    reason: Reason


@dataclass(frozen=True)
class Why:
    """Why a metric moved between two periods.

    Attributes:
        facts: the metric's row of the catalog.
        units: unit of each metric that it is explained by.
        equation: the right side of its identity; empty where it has none.
    """

    facts: Mapping[str, Any]
    units: Mapping[str, str]
    grain: str
    old: Point
    new: Point
    equation: str
    explanations: tuple[Explanation, ...]
    undivided: tuple[Undivided, ...]
    release_id: str = ""

    @property
    def is_final(self) -> bool:
        """Whether both values no longer move by data that are due."""
        return self.old.is_final and self.new.is_final


@dataclass(frozen=True)
class TeamStatement:
    """A statement, with the catalog's rows by metric and the labels of teams in English and Chinese."""

    statement: Statement
    facts: Mapping[str, Mapping[str, Any]]
    teams: Mapping[str, tuple[str, str]]
    release_id: str = ""


def explain(
    metric: str,
    catalog: Mapping[str, Mapping[str, Any]],
    series: Sequence[Series],
    node: Node | None,
    periods: tuple[date, date],
    *,
    dimension: str | None = None,
    release_id: str = "",
) -> Why | None:
    """By its identity, else by its two halves, and by each of its dimensions; None without a value in either period.

    Args:
        catalog: metric -> its row in `metric_catalog`; of all that `series` are of.
        series: of one grain: the metric's and, where its node has an identity, those of all that are in it; with
            members of dimensions.
        node: where the metric stands on a tree.
        periods: starts of the old and of the new one.
        dimension: this one alone.
    """
    whole = {one.metric: one for one in series if one.dimension == TOTAL}
    facts, own = catalog[metric], whole.get(metric)
    old, new = (own.at(start) if own else None for start in periods)
    if own is None or old is None or new is None or old.value is None or new.value is None:
        return None
    found: list[Explanation] = []
    undivided: list[Undivided] = []
    for by, divide in _ways(facts, series, whole, node, dimension):
        try:
            found.append(divide(*periods))
        except UndividedError as error:
            undivided.append(Undivided(by, error.reason))
    said = equation(node) if node and node.identity else ""
    units = {name: str(catalog[name]["unit"]) for name in whole if name in catalog}
    return Why(facts, units, own.grain, old, new, said, tuple(found), tuple(undivided), release_id)


def _ways(
    facts: Mapping[str, Any],
    series: Sequence[Series],
    whole: Mapping[str, Series],
    node: Node | None,
    dimension: str | None,
) -> Iterator[tuple[str, Callable[[date, date], Explanation]]]:
    own = whole[facts["metric_name"]]
    if dimension is None:
        if node is not None and node.identity:
            yield node.identity, partial(by_identity, node, whole)
        elif any(point.denominator is not None for point in own.points):
            yield HALVES, partial(by_halves, own)
    overlaps, quotient = DISTINCT in facts["formula"], is_quotient(facts["unit"])
    names = [name.strip() for name in facts["dimensions"].split(",") if name.strip()]
    for name in names if dimension is None else [dimension]:
        members = [one for one in series if one.metric == own.metric and one.dimension == name]
        yield name, partial(by_dimension, own, members, may_overlap=overlaps, is_quotient=quotient)
