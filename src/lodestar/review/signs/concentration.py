"""A sign that growth comes from a few accounts.

Some accounts always gain more than others, by chance. So what the few with the largest gains gained is held against the
most that as many gained in a month before, raised by the growth of all; what is left is carried by these accounts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate

from lodestar.releases.series import Point, Series
from lodestar.review.change import BEFORE, change, earlier
from lodestar.review.signs.case import Case
from lodestar.review.signs.sign import Fact, Sign, facts_of

__all__ = ["concentration_signs"]

FEW = 0.1
"""Of all accounts, and at least one."""

LEAST_ACCOUNTS = 5
CARRIED = 0.5
MOSTLY = 2 / 3
TIMES = 2
"""A few that are large anyway carry much; only those who carry twice their share before are told."""

NAMED = 20

Amounts = Mapping[date, float]


def concentration_signs(case: Case) -> Iterator[Sign]:
    """Few accounts carry half of the rise: strong where they carry two thirds and the star is up. Names them."""
    for group in case.evidence.accounts:
        if group:
            yield _concentration(group, case)


def _concentration(group: Sequence[Series], case: Case) -> Sign:
    month = case.evidence.month
    metric, dimension = group[0].metric, group[0].dimension
    total = _total(group)
    found = change(total, month)
    facts: dict[str, Fact] = facts_of(found) | {"dimension": dimension, "members": len(group)}
    unknown = found.unknown or ("few_members" if len(group) < LEAST_ACCOUNTS else "")
    if not unknown and (found.side <= 0 or case.better < 0):
        unknown = "not_grown"
    if unknown:
        return Sign("concentration", metric, "weak", False, facts, unknown)
    amounts = {series.member: _amounts(series) for series in group}
    held = [point.period_start for point in earlier(total.points, month)]
    gains = _gains(amounts, month, held[-BEFORE:])
    grown = max(1.0, (found.now or 0.0) / found.before) if found.before else 1.0
    excess, largest = _carriers(amounts, gains, held, max(1, math.floor(FEW * len(group))), grown)
    carried = excess / found.difference
    before = _share_before(amounts, largest, held[-BEFORE:], found.before or 0.0)
    is_raised = carried >= CARRIED and carried >= TIMES * before
    facts |= {
        "accounts": tuple(largest[:NAMED]),
        "accounts_count": len(largest),
        "carried_share": carried,
        "share_before": before,
        "growth_without": ((found.now or 0.0) - excess) / found.before - 1 if found.before else None,
    }
    return Sign("concentration", metric, case.severity(carried >= MOSTLY), is_raised, facts)


def _amounts(series: Series) -> Amounts:
    """What adds up: the numerator of a ratio, else the value."""
    return {
        point.period_start: (point.value if point.numerator is None else point.numerator) or 0.0
        for point in series.points
    }


def _total(group: Sequence[Series]) -> Series:
    sums: dict[date, list[float]] = {}
    provisional: set[date] = set()
    for series in group:
        for month, amount in _amounts(series).items():
            sums.setdefault(month, []).append(amount)
        provisional |= {point.period_start for point in series.points if not point.is_final}
    points = (Point(month, math.fsum(s), is_final=month not in provisional) for month, s in sorted(sums.items()))
    return Series(group[0].metric, group[0].grain, tuple(points), group[0].dimension)


def _gains(amounts: Mapping[str, Amounts], month: date, before: Sequence[date]) -> dict[str, float]:
    return {
        member: held.get(month, 0.0) - math.fsum(held.get(m, 0.0) for m in before) / len(before)
        for member, held in amounts.items()
    }


def _carriers(
    amounts: Mapping[str, Amounts], gains: Mapping[str, float], held: Sequence[date], few: int, grown: float
) -> tuple[float, list[str]]:
    """What a few gained beyond what as many ever did, and who: as many as make it the most."""
    usual = [0.0] * few
    for month in held:
        sums = _largest(_gains(amounts, month, [other for other in held if other != month]).values(), few)
        usual = [max(pair) for pair in zip(usual, sums, strict=True)]
    excesses = [now - grown * often for now, often in zip(_largest(gains.values(), few), usual, strict=True)]
    most = max(excesses)
    members = sorted(gains, key=lambda member: (-gains[member], member))[: excesses.index(most) + 1]
    return max(0.0, most), members


def _largest(gains: Iterable[float], few: int) -> list[float]:
    """Sums of the one, two, three ... largest gains."""
    ordered = sorted((max(0.0, gain) for gain in gains), reverse=True)[:few]
    return list(accumulate(ordered + [0.0] * (few - len(ordered))))


def _share_before(
    amounts: Mapping[str, Amounts], members: Sequence[str], months: Sequence[date], total: float
) -> float:
    held = math.fsum(amounts[member].get(month, 0.0) for member in members for month in months)
    return held / len(months) / total if total else 0.0
