"""Values of "why it moved": what each part gave to a metric's change between two periods.

The parts of an explanation sum to the change exactly, as fractions; floats are for showing alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from lodestar.governance.exact import agrees

__all__ = ["Contribution", "Explanation", "Kind", "Method", "Reason", "UndividedError", "settled", "total"]

Kind: TypeAlias = Literal["member", "component", "rate", "mix", "overlap"]
"""What a part is of:

member: a member of a dimension, whose values add up.
component: a component of an identity.
rate: a member whose own rate changed.
mix: a member that weighs more or less than before, or is new or gone.
overlap: what is counted under several members, and counts once in the whole.
"""

Reason: TypeAlias = Literal[
    "not_additive", "no_halves", "no_denominator", "no_members", "too_many", "broken", "missing"
]
"""Why a change can't be divided:

not_additive: the values of the members don't make the whole.
no_halves: a quotient of which numerator and denominator are not known.
no_denominator: a denominator is zero.
no_members: there is no member in either period.
too_many: a product of too many factors of which one is zero or below.
broken: the identity does not hold in one of the periods.
missing: a component has no value in one of the periods.
"""

Method: TypeAlias = Literal["additive", "log_mean", "shapley", "mix_and_rate"]


class UndividedError(Exception):
    """The change can't be divided in that way; `reason` is a code that `report/phrases/why.py` says in words."""

    def __init__(self, reason: Reason) -> None:
        """Takes why."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Contribution:
    """A part of a change. `old` and `new`: the member's or component's own values, None where it has none."""

    kind: Kind
    name: str
    part: Fraction
    old: Fraction | None = None
    new: Fraction | None = None


@dataclass(frozen=True)
class Explanation:
    """The change of a metric between two periods, and the parts that it is made of.

    Attributes:
        by: the dimension, or the identity, by which it is divided.
        dimension: whether `by` is a dimension.
        is_final: both values no longer move by data that are due.
    """

    metric: str
    grain: str
    old_period: date
    new_period: date
    old: Fraction
    new: Fraction
    by: str
    dimension: bool
    method: Method
    parts: tuple[Contribution, ...]
    is_final: bool = True

    @property
    def change(self) -> Fraction:
        """New less old."""
        return self.new - self.old

    @property
    def residual(self) -> Fraction:
        """What the parts leave of the change: zero, always."""
        return self.change - total(self.parts)

    def share(self, part: Fraction) -> Fraction | None:
        """A part as a share of the change; None where there is no change."""
        return part / self.change if self.change else None


def total(parts: Sequence[Contribution]) -> Fraction:
    """The sum of parts."""
    return sum((one.part for one in parts), Fraction(0))


def settled(parts: Sequence[Contribution], change: Fraction, *beside: Fraction) -> tuple[Contribution, ...]:
    """The parts with what rounding left of the change put to the largest of them, by size and then by name.

    Args:
        beside: values whose rounding is in the parts; the remainder may be as large as theirs.

    Raises:
        UndividedError: the remainder is more than rounding.
    """
    remainder = change - total(parts)
    if not remainder:
        return tuple(parts)
    if not parts or not agrees(change, change - remainder, *beside, *(one.part for one in parts)):
        raise UndividedError("broken")
    largest = max(range(len(parts)), key=lambda n: (abs(parts[n].part), parts[n].name, parts[n].kind))
    return tuple(replace(one, part=one.part + remainder) if n == largest else one for n, one in enumerate(parts))
