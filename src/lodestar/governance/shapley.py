"""Which part of a difference each of several causes carries: Shapley values.

parts(["cancelled", "gross"], value)["gross"]     # value(causes) = what the metric is with these causes alone
exact_parts(["cancelled", "gross"], value)        # the same, of fractions and in fractions

A cause's part is what it adds, on average over every order in which the causes can come. The parts sum to the whole
difference; causes that only work together share what they do together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial

__all__ = ["exact_parts", "parts"]


def parts(causes: Sequence[str], value: Callable[[tuple[str, ...]], float | None]) -> dict[str, float]:
    """Cause -> its part of `value(causes) - value(())`; empty where some of the causes together have no value.

    Args:
        value: what there is with some of the causes, which come in the order of `causes`.
    """
    known = {chosen: value(chosen) for size in range(len(causes) + 1) for chosen in combinations(causes, size)}
    exact = {frozenset(chosen): Fraction(number) for chosen, number in known.items() if number is not None}
    if len(exact) < len(known):
        return {}
    return {cause: float(_part(cause, causes, exact)) for cause in causes}


def exact_parts(causes: Sequence[str], value: Callable[[frozenset[str]], Fraction]) -> dict[str, Fraction]:
    """Cause -> its part of `value(causes) - value(())`; the parts sum to it exactly."""
    subsets = (frozenset(chosen) for size in range(len(causes) + 1) for chosen in combinations(causes, size))
    values = {chosen: value(chosen) for chosen in subsets}
    return {cause: _part(cause, causes, values) for cause in causes}


def _part(cause: str, causes: Sequence[str], values: dict[frozenset[str], Fraction]) -> Fraction:
    others = [other for other in causes if other != cause]
    total = Fraction(0)
    for size in range(len(others) + 1):
        orders = Fraction(factorial(size) * factorial(len(others) - size), factorial(len(causes)))
        for before in combinations(others, size):
            total += orders * (values[frozenset((*before, cause))] - values[frozenset(before)])
    return total
