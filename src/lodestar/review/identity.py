"""A change by the components of an identity: the part of each, and how much of a component's change its part passes.

A component's own change, times what it passes, is the part that its own components can share out in turn; what is left
of its part stays with itself (the mix part of a weighted mean: how much it weighs, which is not its own doing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lodestar.governance.exact import agrees
from lodestar.governance.identity import Values, computed, terms
from lodestar.governance.shapley import exact_parts
from lodestar.governance.trees import Driver, Node, components
from lodestar.review.contribution import Contribution, Method, UndividedError, settled
from lodestar.review.mix_and_rate import Halves, Ratio, mix_and_rate
from lodestar.review.product import Factor, by_factors

__all__ = ["Division", "divided"]

ZERO = Fraction(0)


@dataclass(frozen=True)
class Division:
    """The change of a metric by the components of its identity.

    Attributes:
        passed: component -> what one of its units gives to the metric above: its part per change of itself.
    """

    method: Method
    parts: tuple[Contribution, ...]
    passed: dict[str, Fraction]

    def part_of(self, metric: str) -> Fraction:
        """All that a component gave."""
        return sum((one.part for one in self.parts if one.name == metric), ZERO)


def divided(node: Node, old: Values, new: Values) -> Division:
    """The change of a node's metric by its components. The parts sum to the change exactly.

    Args:
        old, new: values of the metric, its components and their weights, in either period.

    Raises:
        UndividedError: the node has no identity that holds in both periods.
    """
    before, after = _held(node, old), _held(node, new)
    if node.identity == "sum":
        return _sum(node, (before, after), old, new)
    if node.identity == "weighted_mean":
        return _mean(node, (before, after), old, new)
    factors = [_factor(part, old, new) for part in components(node)]
    method, parts = by_factors(before, after, factors)
    by_name = {one.name: one.part for one in parts}
    return Division(method, parts, {f[0]: _slope(f, factors, by_name[f[0]], before + after) for f in factors})


def _held(node: Node, values: Values) -> Fraction:
    value, made = values.get(node.metric), computed(node, values)
    if not components(node) or value is None or made is None:
        raise UndividedError("missing")
    if not agrees(value, made, *terms(node, values)):
        raise UndividedError("broken")
    return value


def _sum(node: Node, ends: tuple[Fraction, Fraction], old: Values, new: Values) -> Division:
    parts = []
    for driver in components(node):
        before, after = _known(old, driver.metric), _known(new, driver.metric)
        parts.append(Contribution("component", driver.metric, driver.sign * (after - before), before, after))
    settling = settled(parts, ends[1] - ends[0], *ends, *terms(node, old), *terms(node, new))
    passed = {driver.metric: Fraction(driver.sign) for driver in components(node)}
    return Division("additive", settling, passed)


def _mean(node: Node, ends: tuple[Fraction, Fraction], old: Values, new: Values) -> Division:
    drivers = components(node)
    ratios = [
        Ratio(
            end,
            {
                d.metric: Halves(_known(at, d.weight) * (at.get(d.metric) or ZERO), _known(at, d.weight))
                for d in drivers
            },
        )
        for end, at in zip(ends, (old, new), strict=True)
    ]
    passed = {}
    for driver in drivers:
        halves = [ratio.members[driver.metric] for ratio in ratios]
        shares = [one.denominator / ratio.denominator for one, ratio in zip(halves, ratios, strict=True)]
        passed[driver.metric] = sum(shares, ZERO) / 2 if all(one.denominator for one in halves) else ZERO
    return Division("mix_and_rate", mix_and_rate(*ratios), passed)


def _factor(part: Driver, old: Values, new: Values) -> Factor:
    power = -1 if part.part == "denominator" else 1
    return part.metric, _known(old, part.metric), _known(new, part.metric), power


def _slope(factor: Factor, factors: Sequence[Factor], part: Fraction, both: Fraction) -> Fraction:
    """What one unit of a factor gives; of one that did not move, what it would give at the mean of both periods."""
    name, old, new, power = factor
    if old != new:
        return part / (new - old)
    if old:
        return power * both / 2 / old
    ends = {other: (before, after) for other, before, after, _ in factors} | {name: (ZERO, Fraction(1))}

    def value(changed: frozenset[str]) -> Fraction:
        result = Fraction(1)
        for other, pair in ends.items():
            result *= pair[other in changed]
        return result

    return exact_parts(list(ends), value)[name]


def _known(values: Values, name: str | None) -> Fraction:
    """A value that `computed` has seen."""
    return values.get(name or "") or ZERO
