"""Old and new values of one metric, summed up for people: by period, by member, and by what caused them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lodestar.catalog.contract import STANDARD_GRAINS, Contract
from lodestar.catalog.metric import Metric
from lodestar.compiler.plan import TOTAL
from lodestar.governance.difference import MemberDifference, PeriodDifference, ValueDifference
from lodestar.warehouse.comparison import Comparison, ValuePair

__all__ = ["Sets", "value_difference"]

EXACT = 1e-9
"""Members whose changes sum to the whole's change within this share of it carry it: they add up."""

CAUSES = {"definition": "definition", "upstream": "models"}


@dataclass(frozen=True)
class Sets:
    """Names of the sets of values; `between` is one in between, and which part (`definition`, `models`) it has."""

    old: str
    new: str
    between: tuple[str, str] | None = None


def value_difference(
    values: Comparison, metrics: tuple[Metric, Metric], moved: Sequence[str], sets: Sets
) -> ValueDifference:
    """What differs between two computed sets.

    Args:
        metrics: the metric on the old and on the new side.
        moved: `definition`, `upstream` or both.
    """
    old, new = (metric.contract for metric in metrics)
    assert old is not None
    assert new is not None
    name = metrics[1].name
    counts = values.counts(sets.old, sets.new, name)
    totals = values.pairs(sets.old, sets.new, name, dimension=TOTAL)
    grain = coarsest(old, new, Counter(pair.grain for pair in totals))
    between = _between(values, sets, name)
    periods = tuple(_period(pair, moved, sets, between) for pair in totals)
    shown = [pair for pair in totals if pair.grain == grain]
    differing = [pair for pair in shown if pair.differs]
    looked_at = _looked_at(differing)
    members, unchanged = _members(values, sets, name, grain, looked_at, shown)
    sized = [p for p in periods if p.grain == grain and p.change]
    return ValueDifference(
        rows_old=counts.old,
        rows_new=counts.new,
        rows_differing=counts.differing,
        grain=grain,
        first_period=differing[0].period_start if differing else None,
        looked_at=looked_at,
        largest=max(sized, key=lambda p: abs(p.change or 0), default=None),
        periods=periods,
        members=members,
        unchanged_members=unchanged,
        grains_gone=_without(old.grains, new.grains),
        grains_new=_without(new.grains, old.grains),
        dimensions_gone=_without(old.dimensions, new.dimensions),
        dimensions_new=_without(new.dimensions, old.dimensions),
        causes=tuple(CAUSES[part] for part in moved),
        note=""
        if len(moved) < 2 or sets.between
        else "the new definition can't be computed on the old models, nor the old one on the new: shares are not known",
    )


def coarsest(old: Contract, new: Contract, periods: Mapping[str, int]) -> str:
    """The grain with the fewest periods that both are given by; of the new one where they share none."""
    shared = [grain for grain in new.grains if grain in old.grains] or list(new.grains)
    order = {grain: place for place, grain in enumerate(STANDARD_GRAINS)}
    return min(shared, key=lambda grain: (periods.get(grain, 0), -order.get(grain, 0)))


def _between(values: Comparison, sets: Sets, name: str) -> dict[tuple[str, date], float | None]:
    if not sets.between:
        return {}
    pairs = values.pairs(sets.between[0], sets.between[0], name, dimension=TOTAL)
    return {(pair.grain, pair.period_start): pair.new for pair in pairs}


def _period(
    pair: ValuePair, moved: Sequence[str], sets: Sets, between: dict[tuple[str, date], float | None]
) -> PeriodDifference:
    by_definition, by_models = None, None
    if pair.old is not None and pair.new is not None:
        change = pair.new - pair.old
        middle = between.get((pair.grain, pair.period_start))
        if len(moved) == 1:
            by_definition, by_models = (change, 0.0) if moved[0] == "definition" else (0.0, change)
        elif sets.between and middle is not None:
            first = middle - pair.old
            has_definition = sets.between[1] == "definition"
            by_definition, by_models = (first, change - first) if has_definition else (change - first, first)
    return PeriodDifference(
        pair.grain, pair.period_start, pair.old, pair.new, bool(pair.is_complete), by_definition, by_models
    )


def _looked_at(differing: Sequence[ValuePair]) -> date | None:
    complete = [pair.period_start for pair in differing if pair.is_complete]
    return (complete or [pair.period_start for pair in differing] or [None])[-1]  # type: ignore[list-item]


def _members(
    values: Comparison, sets: Sets, name: str, grain: str, period: date | None, totals: Sequence[ValuePair]
) -> tuple[tuple[MemberDifference, ...], dict[str, int]]:
    if period is None:
        return (), {}
    whole = next(pair for pair in totals if pair.period_start == period)
    pairs = values.pairs(sets.old, sets.new, name, grain=grain, period=period)
    by_dimension: dict[str, list[ValuePair]] = {}
    for pair in pairs:
        if pair.dimension != TOTAL:
            by_dimension.setdefault(pair.dimension, []).append(pair)
    found: list[MemberDifference] = []
    unchanged = {}
    for dimension, members in by_dimension.items():
        change = (whole.new or 0.0) - (whole.old or 0.0)
        adds_up = _adds_up(members, whole) and change != 0
        differing = [pair for pair in members if pair.differs]
        unchanged[dimension] = len(members) - len(differing)
        differing.sort(key=lambda pair: (-abs((pair.new or 0.0) - (pair.old or 0.0)), pair.member))
        for pair in differing:
            share = ((pair.new or 0.0) - (pair.old or 0.0)) / change if adds_up else None
            found.append(MemberDifference(dimension, pair.member, pair.old, pair.new, share))
    return tuple(found), unchanged


def _adds_up(members: Iterable[ValuePair], whole: ValuePair) -> bool:
    """Whether the members sum to the whole on both sides: rates and numbers of distinct people don't."""
    listed = list(members)
    sides = (("old", whole.old), ("new", whole.new))
    return all(
        abs(sum(getattr(pair, side) or 0.0 for pair in listed) - (total or 0.0)) <= EXACT * max(abs(total or 0.0), 1.0)
        for side, total in sides
    )


def _without(names: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names) - set(others)))
