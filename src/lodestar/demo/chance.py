"""Chance that is the same on every machine, and as even as planted rates need.

Only sums, products and table lookups: the logarithms and powers behind `random.gauss` and its like come from the
machine's C library and may differ in the last digit.
"""

from bisect import bisect_right
from collections.abc import Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

STEPS = (0.6180339887498949, 0.4142135623730951, 0.7320508075688772, 0.2360679774997898, 0.6457513110645907)
"""Irrational steps (golden ratio, roots of 2, 3, 5, 7): sequences with different steps don't move together."""


class EvenDraws:
    """Numbers in [0, 1) that fill the interval evenly instead of clumping.

    With independent draws a planted rate of 20% over 700 buyers comes out anywhere in 17-23%; with these it comes out
    at 20.0%, so a planted effect of 8% can be found again in a small demo.
    """

    def __init__(self, start: float, step: int = 0) -> None:
        """`start` in [0, 1); draws that decide about the same things need different `step`s."""
        self._point = start
        self._step = STEPS[step]

    def draw(self) -> float:
        """The next number."""
        self._point = (self._point + self._step) % 1.0
        return self._point

    def happens(self, rate: float) -> bool:
        """Whether the next number is below `rate`: true for that share of the calls, nearly exactly."""
        return self.draw() < rate


class Carry:
    """Whole numbers out of amounts with fractions: what is rounded away is owed to the next, so their sum stays."""

    def __init__(self) -> None:
        """Nothing is owed."""
        self._owed = 0.5

    def whole(self, amount: float) -> int:
        """About `amount`, never below 0."""
        self._owed += amount
        number = int(self._owed)
        self._owed -= number
        return number


class Weighted(Generic[T]):
    """Picks one of several things by weight, from a number in [0, 1)."""

    def __init__(self, things: Sequence[tuple[T, float]]) -> None:
        """`things` with their weights, which need not sum to anything."""
        self._things = [thing for thing, _ in things]
        self._bounds: list[float] = []
        total = 0.0
        for _, weight in things:
            total += weight
            self._bounds.append(total)

    def pick(self, point: float) -> T:
        """The thing at `point` in [0, 1)."""
        place = bisect_right(self._bounds, point * self._bounds[-1])
        return self._things[min(place, len(self._things) - 1)]


def pick(chance: Random, things: Sequence[T]) -> T:
    """Any of them."""
    return things[int(chance.random() * len(things))]


def quantile(table: Sequence[float], point: float) -> float:
    """Value at `point` in [0, 1) of a distribution given by equally spaced quantiles, straight between them."""
    place = point * (len(table) - 1)
    index = int(place)
    return table[index] + (table[index + 1] - table[index]) * (place - index)


def seeded(seed: int, part: str) -> Random:
    """A generator of its own for each part, so that a change in one part leaves the others' data as they were."""
    return Random(f"lodestar demo/{part}/{seed}")
