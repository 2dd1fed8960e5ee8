"""A change of a product or quotient by its factors.

By the additive log-mean Divisia index (LMDI-I: B. W. Ang, "Decomposition analysis for policymaking in energy: which is
the preferred method?", Energy Policy 32 (2004), and "The LMDI approach to decomposition analysis: a practical guide",
Energy Policy 33 (2005)): with x = x1 * x2 * ..., the part of factor k is L(new, old) * ln(new_k / old_k), where
L(a, b) = (a - b) / ln(a / b) is the logarithmic mean. Nothing is left over and the order of factors does not matter.

Logarithms need values above zero. Where one is zero or below, the parts are the Shapley values of the product: what a
factor adds, on average over every order in which the factors can change. They are exact for all values.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from lodestar.governance.shapley import exact_parts
from lodestar.review.contribution import Contribution, Method, UndividedError, settled

__all__ = ["Factor", "by_factors"]

Factor = tuple[str, Fraction, Fraction, int]
"""Name, old value, new value, and power: 1, or -1 of a denominator."""

FACTORS = 12
"""The most for which Shapley values are computed: their cost doubles with each."""


def by_factors(old: Fraction, new: Fraction, factors: Sequence[Factor]) -> tuple[Method, tuple[Contribution, ...]]:
    """How it was divided, and the part of each factor; the parts sum to `new - old` exactly.

    Weights of the log-mean are computed in doubles; what rounding leaves goes to the largest part.

    Raises:
        UndividedError: a denominator is zero, or the factors don't make the values.
    """
    if any(power < 0 and not (before and after) for _, before, after, power in factors):
        raise UndividedError("no_denominator")
    if all(value > 0 for value in (old, new, *(v for _, before, after, _ in factors for v in (before, after)))):
        try:
            return "log_mean", settled(_log_mean(old, new, factors), new - old, old, new)
        except (UndividedError, ArithmeticError, ValueError):
            pass  # values that doubles can't hold
    if len(factors) > FACTORS:
        raise UndividedError("too_many")
    return "shapley", settled(_shapley(factors), new - old, old, new)


def _log_mean(old: Fraction, new: Fraction, factors: Sequence[Factor]) -> list[Contribution]:
    weight = float(old) if old == new else float(new - old) / _log_change(old, new)
    found = []
    for name, before, after, power in factors:
        part = Fraction(weight * power * _log_change(before, after)) if before != after else Fraction(0)
        found.append(Contribution("component", name, part, before, after))
    return found


def _log_change(old: Fraction, new: Fraction) -> float:
    """ln(new / old) of values that differ, without the digits that a quotient near 1 loses."""
    relative = (new - old) / old
    return math.log1p(float(relative)) if abs(relative) < Fraction(1, 2) else math.log(new) - math.log(old)


def _shapley(factors: Sequence[Factor]) -> list[Contribution]:
    by_name = {name: (before, after, power) for name, before, after, power in factors}

    def value(changed: frozenset[str]) -> Fraction:
        return _made({name: pair[name in changed] for name, pair in pairs.items()}, by_name)

    pairs = {name: (before, after) for name, before, after, _ in factors}
    parts = exact_parts(list(by_name), value)
    return [Contribution("component", name, parts[name], before, after) for name, before, after, _ in factors]


def _made(values: Mapping[str, Fraction], factors: Mapping[str, tuple[Fraction, Fraction, int]]) -> Fraction:
    result = Fraction(1)
    for name, value in values.items():
        result = result / value if factors[name][2] < 0 else result * value
    return result
