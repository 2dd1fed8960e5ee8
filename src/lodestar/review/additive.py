"""A change by the members of a dimension whose values add up.

A member that is in one period alone counts as 0 in the other. Where members hold the same things (a learner of two
platforms), the whole is less than their sum: that difference has a part of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lodestar.governance.exact import agrees
from lodestar.review.contribution import Contribution, UndividedError, settled

__all__ = ["OVERLAP", "Members", "by_members"]

OVERLAP = ""
"""Name of the part of what is counted under several members."""

Members = Mapping[str, Fraction | None]
"""Member -> its value in a period."""

ZERO = Fraction(0)


def by_members(
    old: Fraction, new: Fraction, old_members: Members, new_members: Members, *, may_overlap: bool = False
) -> tuple[Contribution, ...]:
    """The part of each member, by name; the parts sum to `new - old` exactly.

    Args:
        may_overlap: members may hold the same things, so that the whole is no more than their sum.

    Raises:
        UndividedError: the members don't add up to the whole, and may not overlap.
    """
    names = sorted({*old_members, *new_members})
    parts = [Contribution("member", name, ZERO, old_members.get(name), new_members.get(name)) for name in names]
    parts = [Contribution(p.kind, p.name, (p.new or ZERO) - (p.old or ZERO), p.old, p.new) for p in parts]
    sums = [sum((value or ZERO for value in members.values()), ZERO) for members in (old_members, new_members)]
    terms = [value for members in (old_members, new_members) for value in members.values() if value is not None]
    if agrees(old, sums[0], *terms) and agrees(new, sums[1], *terms):
        return settled(parts, new - old, old, new, *terms)
    if not may_overlap:
        raise UndividedError("not_additive")
    beyond = Contribution("overlap", OVERLAP, (new - sums[1]) - (old - sums[0]), old - sums[0], new - sums[1])
    return (*parts, beyond)
