"""The search for the smallest set of variants that reproduces figures, given whatever computes a set.

found = search(["with_cancelled_orders", "in_utc"], targets, evaluate)
found[0].variants, found[0].reproduces, found[0].alternatives

Sets of one variant are tried before pairs, pairs before three together. A set explains a figure when its value is that
figure to the last digit that was reported; to come near is not enough, because many sets come near by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf, prod

__all__ = ["MOST_TOGETHER", "NOISE", "Found", "Target", "search"]

MOST_TOGETHER = 3
"""Variants in the largest set that is tried. With four, almost any figure could be reproduced."""

NOISE = 1e-9
"""Share of a figure that sums of doubles, in whatever tool, may be off."""

CONVINCING = 1e-3
"""Chance, at most, of a set to reproduce figures by accident, for further costly sets of its size not to be tried."""

NEARER = 0.75
"""To be told as the closest set, each of its variants must leave at most this share of what remained without it."""

Chosen = tuple[str, ...]
Evaluate = Callable[[Chosen], Sequence[float | None] | None]


@dataclass(frozen=True)
class Target:
    """A figure to be reproduced: what was reported, the unit of its last digit, and the hub's value."""

    theirs: float
    step: float
    ours: float | None
    agrees: bool

    @property
    def slack(self) -> float:
        """How far a value may be off and still be this figure."""
        return self.step / 2 + NOISE * abs(self.theirs)

    def distance(self, value: float | None) -> float:
        """How far a value is off."""
        return inf if value is None else abs(value - self.theirs)

    def is_reproduced(self, value: float | None) -> bool:
        """Whether the value, rounded as the figure is, is the figure."""
        return self.distance(value) <= self.slack


@dataclass(frozen=True)
class Found:
    """What the search says about one figure.

    Attributes:
        variants: the smallest set that reproduces it; else the one that comes closest; empty: none comes nearer.
        alternatives: other sets of the same size that reproduce it too.
        covers_all: whether the same set reproduces every figure.
    """

    variants: Chosen
    reproduces: bool
    alternatives: tuple[Chosen, ...] = ()
    covers_all: bool = False


def search(
    names: Sequence[str],
    targets: Sequence[Target],
    evaluate: Evaluate,
    *,
    is_dear: Callable[[Chosen], bool] = lambda _: False,
) -> list[Found]:
    """For each target, in order: what reproduces it. Targets that agree only take part in judging a set as a whole.

    Args:
        names: the variants, in the order in which they are declared.
        evaluate: the value of each target with some variants; None where they can't stand or be computed together.
        is_dear: whether to compute a set takes long, so that the others of its size come first.
    """
    hunt = _Hunt(names, targets, evaluate, is_dear)
    everything = range(len(targets))
    disputed = [n for n in everything if not targets[n].agrees]
    hits = hunt.smallest(everything) or hunt.smallest(disputed)
    if hits:
        return [Found(hits[0], True, tuple(hits[1:]), covers_all=True) for _ in targets]
    return [hunt.found(n) for n in everything]


class _Hunt:
    def __init__(
        self, names: Sequence[str], targets: Sequence[Target], evaluate: Evaluate, is_dear: Callable[[Chosen], bool]
    ) -> None:
        self._names, self._targets, self._evaluate, self._is_dear = names, targets, evaluate, is_dear
        self._known: dict[Chosen, Sequence[float | None] | None] = {}

    def found(self, number: int) -> Found:
        """What reproduces one target, or comes closest."""
        hits = self.smallest([number])
        if hits:
            return Found(hits[0], True, tuple(hits[1:]))
        return Found(self._closest(number), False)

    def smallest(self, numbers: Sequence[int]) -> list[Chosen]:
        """The smallest sets that reproduce all these targets, the best first; all are of one size."""
        convinces = self._chance(numbers) <= CONVINCING
        for size in range(1, MOST_TOGETHER + 1):
            hits: list[Chosen] = []
            for chosen in self._sets(size):
                if hits and convinces and chosen not in self._known and self._is_dear(chosen):
                    continue
                values = self._values(chosen)
                if values and all(self._targets[n].is_reproduced(values[n]) for n in numbers):
                    hits.append(chosen)
            if hits:
                return sorted(hits, key=lambda chosen: self._rank(chosen, numbers))
        return []

    def _sets(self, size: int) -> Iterator[Chosen]:
        """Sets of that size, those that are quickly computed first."""
        yield from sorted(combinations(self._names, size), key=self._is_dear)

    def _values(self, chosen: Chosen) -> Sequence[float | None] | None:
        if chosen not in self._known:
            smaller = combinations(chosen, len(chosen) - 1) if len(chosen) > 1 else ()
            stands = all(self._values(part) is not None for part in smaller)
            self._known[chosen] = self._evaluate(chosen) if stands else None
        return self._known[chosen]

    def _rank(self, chosen: Chosen, numbers: Sequence[int]) -> tuple[int, float, tuple[int, ...]]:
        """The more other figures it reproduces the better, then the nearer, then as declared."""
        values = self._values(chosen) or ()
        others = sum(target.is_reproduced(value) for target, value in zip(self._targets, values, strict=False))
        distance = sum(self._targets[n].distance(values[n]) / (self._targets[n].slack or 1.0) for n in numbers)
        return -others, round(distance, 9), tuple(self._names.index(name) for name in chosen)

    def _closest(self, number: int) -> Chosen:
        target = self._targets[number]
        best: Chosen = ()
        remains = target.distance(target.ours)
        for size in range(1, MOST_TOGETHER + 1):
            offs = [(self._off(chosen, number), chosen) for chosen in combinations(self._names, size)]
            off, nearest = min(offs, key=lambda found: found[0], default=(inf, ()))
            if off < inf and off <= NEARER ** (size - len(best)) * remains:
                best, remains = nearest, off
        return best

    def _off(self, chosen: Chosen, number: int) -> float:
        values = self._known.get(chosen)
        return self._targets[number].distance(values[number]) if values else inf

    def _chance(self, numbers: Sequence[int]) -> float:
        """How likely a set that has nothing to do with the figures reproduces them all, roughly."""
        targets = [self._targets[n] for n in numbers if self._targets[n].ours is not None]
        gaps = [(target.slack, abs(target.theirs - (target.ours or 0.0))) for target in targets if not target.agrees]
        return prod(min(1.0, slack / gap) if gap else 1.0 for slack, gap in gaps) if gaps else 1.0
