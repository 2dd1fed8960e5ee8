"""A change of a ratio by its members, each with two parts: its own rate, and how much it weighs.

A ratio of sums is the mean of its members' rates r, weighted with their shares s of the denominator. Between periods

    rate part of a member = mean of its two shares * change of its rate
    mix part of a member  = (mean of its two rates - mean of the two overall rates) * change of its share

which is symmetric in time and leaves nothing over, because shares sum to 1 in both periods. A member whose mix part is
positive is one that is better than the whole and grew, or worse and shrank. A member that has a rate in one period
alone (new, gone, or with a denominator of zero) has no change of rate: all of it is mix.

Where members hold the same things, the ratio of the whole is not that of their sums. It is then the pooled ratio times
a factor (members per thing); the change of that factor, at the mean pooled ratio, is the part of the overlap, and the
members' parts are taken times the mean factor. Where the pooled ratio is zero in a period, the overlap is the change of
the difference between both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from lodestar.governance.exact import agrees
from lodestar.review.additive import OVERLAP
from lodestar.review.contribution import Contribution, UndividedError, settled

__all__ = ["Halves", "Ratio", "mix_and_rate"]

ZERO = Fraction(0)


@dataclass(frozen=True)
class Halves:
    """Numerator and denominator of one member; what is not there counts as zero."""

    numerator: Fraction
    denominator: Fraction

    @property
    def rate(self) -> Fraction | None:
        """None without a denominator."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Ratio:
    """A ratio in one period: its value, and the halves of its members."""

    value: Fraction
    members: Mapping[str, Halves]

    @cached_property
    def denominator(self) -> Fraction:
        """Of all members."""
        return sum((halves.denominator for halves in self.members.values()), ZERO)

    @cached_property
    def pooled(self) -> Fraction:
        """The ratio of the members' sums."""
        return sum((halves.numerator for halves in self.members.values()), ZERO) / self.denominator


def mix_and_rate(old: Ratio, new: Ratio, *, may_overlap: bool = False) -> tuple[Contribution, ...]:
    """Two parts a member, by name: rate, then mix. They sum to the change of the ratio exactly.

    Raises:
        UndividedError: there is no denominator in a period, or the members don't make the whole and may not overlap.
    """
    if not old.denominator or not new.denominator:
        raise UndividedError("no_denominator")
    change = new.value - old.value
    parts = _pooled_parts(old, new)
    if agrees(old.value, old.pooled) and agrees(new.value, new.pooled):
        return settled(parts, change, old.value, new.value)
    if not may_overlap:
        raise UndividedError("not_additive")
    if old.pooled and new.pooled:
        before, after = old.value / old.pooled, new.value / new.pooled
        mean = (before + after) / 2
        parts = [Contribution(p.kind, p.name, p.part * mean, p.old, p.new) for p in parts]
        beyond = (after - before) * (old.pooled + new.pooled) / 2
    else:
        beyond = (new.value - new.pooled) - (old.value - old.pooled)
    return settled([*parts, Contribution("overlap", OVERLAP, beyond)], change, old.value, new.value)


def _pooled_parts(old: Ratio, new: Ratio) -> list[Contribution]:
    overall = (old.pooled + new.pooled) / 2
    nothing = Halves(ZERO, ZERO)
    parts = []
    for name in sorted({*old.members, *new.members}):
        before, after = old.members.get(name, nothing), new.members.get(name, nothing)
        shares = before.denominator / old.denominator, after.denominator / new.denominator
        whole = after.numerator / new.denominator - before.numerator / old.denominator
        rates = before.rate, after.rate
        rate = ZERO
        if rates[0] is not None and rates[1] is not None:
            rate = (shares[0] + shares[1]) / 2 * (rates[1] - rates[0])
        mix = whole - rate - overall * (shares[1] - shares[0])
        parts += [Contribution("rate", name, rate, *rates), Contribution("mix", name, mix, *rates)]
    return parts
