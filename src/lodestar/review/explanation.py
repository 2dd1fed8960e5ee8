"""Why a metric moved between two periods: by the members of a dimension, by its identity, by its two halves.

by_dimension(whole, members, old_period, new_period, may_overlap=True)
by_identity(node, series, old_period, new_period)
by_halves(whole, old_period, new_period)

Each explanation's parts sum to the change exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from lodestar.governance.exact import agrees, exact
from lodestar.governance.identity import members_of
from lodestar.governance.trees import Node
from lodestar.releases.series import Point, Series
from lodestar.review.additive import by_members
from lodestar.review.contribution import Contribution, Explanation, Method, UndividedError
from lodestar.review.identity import divided
from lodestar.review.mix_and_rate import Halves, Ratio, mix_and_rate
from lodestar.review.product import by_factors

__all__ = ["HALVES", "by_dimension", "by_halves", "by_identity", "has_halves", "value_at"]

HALVES = "halves"
"""What an explanation by numerator and denominator is by."""

ZERO = Fraction(0)


def by_dimension(
    whole: Series,
    members: Sequence[Series],
    old_period: date,
    new_period: date,
    *,
    may_overlap: bool = False,
    is_quotient: bool = False,
) -> Explanation:
    """By the members of one dimension: into mix and rate where the metric is a ratio, else by what each adds.

    Args:
        may_overlap: the metric counts distinct things, which can be under several members.
        is_quotient: values are never to be added up.

    Raises:
        UndividedError: members can't be put together to the whole.
    """
    if not members or not any(one.at(start) for one in members for start in (old_period, new_period)):
        raise UndividedError("no_members")
    ends = [_point(whole, start) for start in (old_period, new_period)]
    old, new = (_value(point) for point in ends)
    parts: tuple[Contribution, ...]
    method: Method
    if all(has_halves(point) for point in ends):
        ratios = [
            Ratio(value, {one.member: _halves(one.at(start)) for one in members})
            for value, start in ((old, old_period), (new, new_period))
        ]
        method, parts = "mix_and_rate", mix_and_rate(*ratios, may_overlap=may_overlap)
    elif is_quotient:
        raise UndividedError("no_halves")
    else:
        values = [{m.member: value_at(m, start) for m in members if m.at(start)} for start in (old_period, new_period)]
        method, parts = "additive", by_members(old, new, *values, may_overlap=may_overlap)
    return _explanation(whole, (old_period, new_period), members[0].dimension, method, parts, dimension=True)


def by_identity(node: Node, series: Mapping[str, Series], old_period: date, new_period: date) -> Explanation:
    """By the components of a tree's identity.

    Args:
        series: metric -> its series, all of one grain.

    Raises:
        UndividedError: a component has no value, or the identity does not hold.
    """
    names = members_of(node)
    if any(name not in series for name in names):
        raise UndividedError("missing")
    values = [{name: value_at(series[name], start) for name in names} for start in (old_period, new_period)]
    found = divided(node, *values)
    whole = series[node.metric]
    is_final = all(_is_final(series[name], start) for name in names for start in (old_period, new_period))
    by = node.identity or ""
    return _explanation(whole, (old_period, new_period), by, found.method, found.parts, is_final=is_final)


def by_halves(whole: Series, old_period: date, new_period: date) -> Explanation:
    """A ratio by its numerator and denominator.

    Raises:
        UndividedError: they are not known.
    """
    ends = [_point(whole, start) for start in (old_period, new_period)]
    if not all(has_halves(point) for point in ends):
        raise UndividedError("no_halves")
    before, after = (_halves(point) for point in ends)
    factors = [
        ("numerator", before.numerator, after.numerator, 1),
        ("denominator", before.denominator, after.denominator, -1),
    ]
    method, parts = by_factors(_value(ends[0]), _value(ends[1]), factors)
    return _explanation(whole, (old_period, new_period), HALVES, method, parts)


def has_halves(point: Point) -> bool:
    """Whether the value is its numerator divided by its denominator."""
    value, numerator, denominator = exact(point.value), exact(point.numerator), exact(point.denominator)
    if value is None or numerator is None or not denominator:
        return False
    return agrees(value * denominator, numerator)


def value_at(series: Series, start: date) -> Fraction | None:
    """The exact value of a period; None where there is none."""
    point = series.at(start)
    return exact(point.value) if point else None


def _explanation(
    whole: Series,
    periods: tuple[date, date],
    by: str,
    method: Method,
    parts: tuple[Contribution, ...],
    *,
    dimension: bool = False,
    is_final: bool = True,
) -> Explanation:
    old, new = (_value(_point(whole, start)) for start in periods)
    final = is_final and all(_is_final(whole, start) for start in periods)
    return Explanation(whole.metric, whole.grain, *periods, old, new, by, dimension, method, parts, final)


def _point(series: Series, start: date) -> Point:
    point = series.at(start)
    if point is None or exact(point.value) is None:
        raise UndividedError("missing")
    return point


def _value(point: Point) -> Fraction:
    return exact(point.value) or ZERO


def _halves(point: Point | None) -> Halves:
    if point is None:
        return Halves(ZERO, ZERO)
    return Halves(exact(point.numerator) or ZERO, exact(point.denominator) or ZERO)


def _is_final(series: Series, start: date) -> bool:
    point = series.at(start)
    return point is not None and point.is_final
