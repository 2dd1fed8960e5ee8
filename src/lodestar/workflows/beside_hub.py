"""A reported figure beside the hub's value: the release's, or what the working tree gives where that moved since."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric
from lodestar.compiler.plan import TOTAL
from lodestar.errors import UnknownNameError, UsageError
from lodestar.governance.reconciliation import Outcome, Reconciled, outcome_of
from lodestar.governance.reported import ReportedFigure
from lodestar.releases import reader
from lodestar.releases.release import Release
from lodestar.warehouse.comparison import ValuePair

__all__ = ["Published", "beside_hub", "refusal"]

EQUAL = 1e-9
"""Two computed values that differ by a smaller share are one: sums of doubles depend on their order."""

Place = tuple[date, str]


@dataclass
class Published:
    """Values of a release; None for a hub without one."""

    release: Release | None

    def __post_init__(self) -> None:
        """Remembers what was read."""
        self._read: dict[tuple[str, str, str], dict[Place, float | None]] = {}

    def values(self, metric: str, grain: str, dimension: str) -> dict[Place, float | None]:
        """By period and member; empty where the release does not give the metric so."""
        key = (metric, grain, dimension)
        if key not in self._read:
            self._read[key] = self._ask(*key)
        return self._read[key]

    def _ask(self, metric: str, grain: str, dimension: str) -> dict[Place, float | None]:
        if self.release is None:
            return {}
        try:
            asked = None if dimension == TOTAL else dimension
            answer = reader.ask(self.release, [metric], grain=grain, dimension=asked)
        except UsageError:
            return {}
        return {(value.period_start, value.member): value.value for value in answer.values}


def refusal(figure: ReportedFigure, catalog: Catalog) -> str:
    """What is wrong with the row of a figure, as far as definitions tell; empty if nothing is."""
    metric = catalog.metrics.get(figure.metric)
    governed = [known.name for known in catalog.governed]
    if metric is None or metric.contract is None:
        return str(UnknownNameError("governed metric", figure.metric, governed))
    if figure.grain not in metric.contract.grains:
        return str(UnknownNameError(f"grain of {metric.name}", figure.grain, metric.contract.grains))
    if figure.dimension not in (TOTAL, *metric.contract.dimensions):
        return str(UnknownNameError(f"dimension of {metric.name}", figure.dimension, metric.contract.dimensions))
    return ""


def beside_hub(figure: ReportedFigure, metric: Metric, rows: Sequence[ValuePair], published: Published) -> Reconciled:
    """The figure beside the hub's value: it agrees, it does not, or its row names what there is not.

    Args:
        rows: what the working tree's definition gives, for the grain and the dimension of the figure.
    """
    contract = metric.contract
    assert contract is not None
    one = Reconciled(
        figure,
        Outcome.refused,
        metric.label,
        contract.label_zh,
        contract.unit,
        release_id=published.release.release_id if published.release else None,
        declared=len(contract.variants),
    )
    problem = _unknown_place(figure, rows)
    if problem:
        return replace(one, problem=problem)
    row = next((row for row in rows if (row.period_start, row.member) == (figure.period_start, figure.member)), None)
    computed = row.new if row else None
    given = published.values(figure.metric, figure.grain, figure.dimension)
    place = (figure.period_start, figure.member)
    said = given.get(place)
    moved = place in given and not _same(said, computed)
    ours = said if place in given and not moved else computed
    outcome = outcome_of(figure, ours, contract.tolerance)
    if moved and outcome_of(figure, said, contract.tolerance) is Outcome.agrees:
        outcome = Outcome.agrees  # with what was published, which is what the department could know
    is_complete = bool(row.is_complete) if row else False
    return replace(one, outcome=outcome, published=said, ours=ours, moved=moved, is_complete=is_complete)


def _unknown_place(figure: ReportedFigure, rows: Sequence[ValuePair]) -> str:
    starts = sorted({row.period_start for row in rows})
    if figure.period_start not in starts:
        return _no_period(figure, starts)
    members = {row.member for row in rows}
    if figure.member not in members:
        return str(UnknownNameError(f"{figure.dimension} of {figure.metric}", figure.member, members))
    return ""


def _no_period(figure: ReportedFigure, starts: Sequence[date]) -> str:
    said = f"{figure.metric} has no {figure.grain} that starts on {figure.period_start}"
    if not starts:
        return f"{said}: it has no values."
    before = bisect_right(starts, figure.period_start)
    if 0 < before < len(starts):
        return f"{said}. The one that holds this day starts on {starts[before - 1]}."
    return f"{said}. Its first starts on {starts[0]}, its last on {starts[-1]}."


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=EQUAL)
