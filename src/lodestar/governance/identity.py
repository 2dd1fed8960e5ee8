"""Whether identities of a tree hold: a metric against what its components make.

computed(node, {"new": Fraction(3), "left": Fraction(1)})       # Fraction(2), of new - left
[one for one in held(node, series) if not one.is_held]          # periods and members where it doesn't hold
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lodestar.governance.exact import agrees, exact
from lodestar.governance.trees import Driver, Node, components
from lodestar.releases.series import Series

__all__ = ["Held", "Values", "computed", "equation", "held", "members_of", "terms"]

Values = Mapping[str, Fraction | None]
"""Metric -> its value in one period, for one member."""


@dataclass(frozen=True)
class Held:
    """A metric and what its components make, in one period and for one member of a dimension."""

    metric: str
    grain: str
    dimension: str
    member: str
    period_start: date
    value: Fraction
    computed: Fraction
    is_held: bool

    @property
    def residual(self) -> Fraction:
        """What the components don't make."""
        return self.value - self.computed


def members_of(node: Node) -> tuple[str, ...]:
    """The metric, its components and their weights: all that its identity speaks of."""
    named = [(part.metric, part.weight) for part in components(node)]
    return tuple(dict.fromkeys([node.metric, *(name for pair in named for name in pair if name is not None)]))


def equation(node: Node) -> str:
    """The right side of an identity: `new_learners + retained_learners - left_learners`."""
    parts = components(node)
    if node.identity == "sum":
        text = " ".join(f"{'-' if part.sign < 0 else '+'} {part.metric}" for part in parts)
        return text.removeprefix("+ ")
    if node.identity == "weighted_mean":
        return f"mean of {', '.join(f'{part.metric} (by {part.weight})' for part in parts)}"
    joint = " / " if node.identity == "ratio" else " * "
    return joint.join(part.metric for part in sorted(parts, key=lambda part: part.part == "denominator"))


def computed(node: Node, values: Values) -> Fraction | None:
    """What the components of an identity make; None where one has no value, or the denominator is zero.

    A component of a weighted mean needs no value where it weighs nothing.
    """
    if node.identity == "weighted_mean":
        return _mean(components(node), values)
    known = [(part, value) for part in components(node) if (value := values.get(part.metric)) is not None]
    if len(known) < len(components(node)):
        return None
    if node.identity == "sum":
        return sum((part.sign * value for part, value in known), Fraction(0))
    result = Fraction(1)
    for part, value in known:
        if part.part == "denominator" and not value:
            return None
        result = result / value if part.part == "denominator" else result * value
    return result


def _mean(parts: Sequence[Driver], values: Values) -> Fraction | None:
    weighed = [(values.get(part.metric), values.get(part.weight or "")) for part in parts]
    if any(weight is None or (weight and value is None) for value, weight in weighed):
        return None
    total = sum((weight for _, weight in weighed if weight), Fraction(0))
    return (
        sum((value * weight for value, weight in weighed if value and weight), Fraction(0)) / total if total else None
    )


def terms(node: Node, values: Values) -> list[Fraction]:
    """Values whose rounding is in what the components of a sum make."""
    parts = components(node) if node.identity == "sum" else ()
    return [value for part in parts if (value := values.get(part.metric)) is not None]


def held(node: Node, series: Iterable[Series]) -> Iterator[Held]:
    """Every period and member that all of an identity have, at each grain and dimension that they share.

    Periods in which one of them has no value, or the denominator is zero, are left out.
    """
    names = members_of(node)
    places: dict[tuple[str, str, str], dict[str, Series]] = {}
    for one in series:
        if one.metric in names:
            places.setdefault((one.grain, one.dimension, one.member), {})[one.metric] = one
    for (grain, dimension, member), by_metric in places.items():
        for start, values in sorted(_by_period(by_metric.values()).items()):
            value, made = values.get(node.metric), computed(node, values)
            if value is not None and made is not None:
                is_held = agrees(value, made, *terms(node, values))
                yield Held(node.metric, grain, dimension, member, start, value, made, is_held)


def _by_period(series: Collection[Series]) -> dict[date, dict[str, Fraction | None]]:
    found: dict[date, dict[str, Fraction | None]] = {}
    for one in series:
        for point in one.points:
            found.setdefault(point.period_start, {})[one.metric] = exact(point.value)
    return found
